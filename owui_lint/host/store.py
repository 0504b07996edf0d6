"""The stored facts: JSON files beside this module, each read when it is first asked for."""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import Any


@functools.cache
def load(topic: str) -> Any:
    """What the data file of `topic` holds.

    Raises:
        FileNotFoundError: there is no such topic; the installation is incomplete.
    """
    return json.loads((files("owui_lint.host") / "data" / f"{topic}.json").read_bytes())
