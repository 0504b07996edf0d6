"""A snippet as a component, with the places that questions are asked about."""

from __future__ import annotations

import textwrap

import libcst as cst

from owui_lint.component import Component
from owui_lint.engine import read
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile

_HEADER = '"""\ntitle: Snippet\n"""\n'


def component(code: str, kind: Kind | None = Kind.PIPE, target: str | None = None) -> Component:
    """Return a snippet as the component that it is in a file with a header."""
    text = _HEADER + textwrap.dedent(code).strip("\n") + "\n"
    found = read(SourceFile("snippet.py", text), kind, Host(target))
    assert isinstance(found, Component)
    return found


def call_of(file: Component, name: str) -> cst.Call:
    """Return the one call in the snippet of what ends in this name."""
    found = [
        call
        for call in file.of(cst.Call)
        if (call.func.attr if isinstance(call.func, cst.Attribute) else call.func).value == name  # type: ignore[attr-defined]
    ]
    assert len(found) == 1, name
    return found[0]
