"""What the robustness tests share: how long they may take, and what no run may ever show."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from owui_lint import engine
from owui_lint.component import Component
from owui_lint.engine import read
from owui_lint.finding import Finding
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile
from owui_lint.settings import Profile, Settings
from owui_lint.tool_specs.offered import offered_tools

FUZZ_SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
"""How long `make fuzz` searches; 0 in a normal run, which does the same things each time."""

_SECONDS = 10.0
_SECONDS_PER_CHARACTER = 100e-6
"""Some fifty times what is needed: only what hangs takes longer."""


def examples(normal: int, per_second: float) -> int:
    """How many examples to try: `normal` ones, or as many as a fuzz run has time for."""
    return max(normal, int(FUZZ_SECONDS * per_second))


def lint(source: SourceFile, kind: Kind | None = None, *, noqa: bool = True) -> list[Finding]:
    """The findings, fixes made; held to what is promised of every input.

    Raises:
        AssertionError: something of ours failed on this file, or took too long
    """
    started = time.process_time()
    settings = Settings(kind=kind, profile=Profile.STRICT)
    findings = engine.lint(source, settings, fixes=True, noqa=noqa)
    if kind is Kind.TOOLS:
        specifications(source)
    took = time.process_time() - started
    assert took < _SECONDS + _SECONDS_PER_CHARACTER * len(source.text), f"{took:.1f} s"
    expect_no_failure(findings)
    return findings


def specifications(source: SourceFile) -> list[object]:
    """What the model would be told of each tool: no rule asks for all of it."""
    component = read(source, Kind.TOOLS, Host())
    if not isinstance(component, Component):
        return []
    return [tool.spec if tool is not None else None for _, tool in offered_tools(component)]


def expect_no_failure(findings: Iterable[Finding]) -> None:
    """See that no rule failed and that every finding stands at a place of the file."""
    for finding in findings:
        assert finding.code != "OWU000", finding.message
        assert finding.line >= 1
        assert finding.column >= 0


def text_of(data: bytes) -> SourceFile:
    """The file with these bytes."""
    return SourceFile.from_bytes(data, "component.py")
