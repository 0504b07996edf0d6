"""The stored names against a real Open WebUI that is installed and imported.

`OWUI_HOST_PYTHON` names the interpreter of an environment of `tests/conformance/environment.sh`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from owui_lint.host import Host, Member, Signature
from owui_lint.host.store import load

PYTHON = os.environ.get("OWUI_HOST_PYTHON")
ROOT = Path(__file__).parents[2]

WRAPPER = [["", "VAR_POSITIONAL"], ["", "VAR_KEYWORD"]]
"""What a decorator's function takes: it hands everything on, so what is around it does not count."""

pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="needs an installed Open WebUI: OWUI_HOST_PYTHON names no interpreter"
)


@pytest.fixture(scope="module")
def installed() -> dict[str, Any]:
    assert PYTHON is not None
    done = subprocess.run(
        [PYTHON, "-m", "tests.host.installed", *load("modules")],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=600,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def host(installed: dict[str, Any]) -> Host:
    return Host(installed["release"])


def test_it_is_a_release_that_was_read(installed: dict[str, Any]) -> None:
    assert installed["release"] in Host.releases()
    assert len(installed["modules"]) > 100


def test_every_name_is_known(installed: dict[str, Any], host: Host) -> None:
    unknown = [
        f"{module}.{name}"
        for module, names in installed["modules"].items()
        for name in names
        if (member := Host.member(module, name)) is None or not host.has(member.availability)
    ]
    assert unknown == []


def test_functions(installed: dict[str, Any], host: Host) -> None:
    wrong = []
    compared = 0
    for module, names in installed["modules"].items():
        for name, real in names.items():
            member = Host.member(module, name)
            if member is not None and "function" in real and member.kind == "function":
                compared += 1
                wrong += compare(f"{module}.{name}", host, member, real["function"])
    assert wrong == []
    assert compared > 500


def test_methods(installed: dict[str, Any], host: Host) -> None:
    wrong = []
    compared = 0
    for module, names in installed["modules"].items():
        for obj, real in names.items():
            methods = Host.methods(module, obj)
            for name, facts in real.get("methods", {}).items():
                compared += 1
                if name in methods:
                    wrong += compare(f"{module}.{obj}.{name}", host, methods[name], facts)
                else:
                    wrong.append(f"{module}.{obj}.{name} is not known")
            stored = [name for name, member in methods.items() if host.has(member.availability)]
            if "methods" in real:
                gone = set(stored) - set(real["methods"])
                wrong += [f"{module}.{obj}.{name} is not there" for name in sorted(gone)]
    assert wrong == []
    assert compared > 500


def compare(path: str, host: Host, member: Member, real: dict[str, Any]) -> list[str]:
    """How the stored facts of a function differ from the real one."""
    if not host.has(member.availability):
        return [f"{path} is not known"]
    if host.is_async(member) is not real["coroutine"]:
        return [f"{path} is a coroutine: {real['coroutine']}"]
    signature = host.signature(member)
    if signature is None:
        return [f"{path} takes nobody knows what"]
    if real["takes"] not in (None, WRAPPER, parameters(signature)):
        return [f"{path} takes {real['takes']}"]
    return []


def parameters(signature: Signature) -> list[list[str]]:
    """The signature in the order and with the kinds of `inspect`, names of stars left out."""
    only = signature.positional_only
    found = [[name, "POSITIONAL_ONLY"] for name in signature.positional[:only]]
    found += [[name, "POSITIONAL_OR_KEYWORD"] for name in signature.positional[only:]]
    found += [["", "VAR_POSITIONAL"]] if signature.star else []
    found += [[name, "KEYWORD_ONLY"] for name in signature.keyword_only]
    return found + ([["", "VAR_KEYWORD"]] if signature.double_star else [])
