"""What an installed Open WebUI has: `python -m tests.host.installed MODULE…` in its environment.

Prints one JSON object: the release, and for each module that can be imported its names, with
whether a function is a coroutine, what it takes, and the methods of the objects.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
import tempfile
import types
import warnings
from typing import Any

from tests.conformance.probe.host import SETTINGS


def facts_of(function: Any) -> dict[str, Any]:
    """Whether it is a coroutine function, and its parameters by kind; None where it wraps."""
    try:
        parameters = inspect.signature(function, follow_wrapped=False).parameters
    except (TypeError, ValueError):
        return {"coroutine": inspect.iscoroutinefunction(function), "takes": None}
    wraps = hasattr(function, "__wrapped__")
    takes = (
        None
        if wraps
        else [
            ["" if p.kind.name.startswith("VAR") else name, p.kind.name]
            for name, p in parameters.items()
        ]
    )
    return {"coroutine": inspect.iscoroutinefunction(function), "takes": takes}


def describe(value: Any) -> dict[str, Any]:
    """What a name of a module stands for."""
    if isinstance(value, types.FunctionType):
        return {"function": facts_of(value)}
    if inspect.isclass(value) or not type(value).__module__.startswith("open_webui.models"):
        return {}
    methods = ((name, getattr(value, name)) for name in dir(value) if not name.startswith("__"))
    return {
        "methods": {
            name: facts_of(method)
            for name, method in methods
            if inspect.ismethod(method) or inspect.isfunction(method)
        }
    }


def main() -> None:
    """Import the modules named on the command line and print what is in them."""
    answers = os.fdopen(os.dup(1), "w")  # the host prints and logs to standard output
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(SETTINGS, DATA_DIR=folder, STATIC_DIR=folder)
        found = {}
        for name in sys.argv[1:]:
            try:
                module = importlib.import_module(name)
            except ImportError:  # something heavy that the light environment leaves out
                continue
            found[name] = {
                key: describe(value) for key, value in vars(module).items() if key[:2] != "__"
            }
        release = str(importlib.import_module("open_webui.env").VERSION)
        json.dump({"release": release, "modules": found}, answers)
        answers.flush()
        os._exit(0)  # modules of the host start threads that never end


if __name__ == "__main__":
    main()
