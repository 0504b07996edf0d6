"""Twice the component costs twice the work: nothing of ours is quadratic.

Work is counted in lines of our own code that are run, so that the answer is the same on a slow or
busy machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from owui_lint import engine, rules
from owui_lint.parsing.source import SourceFile
from tests.harness import ROOT
from tests.robustness.growing import SHAPES, Shape
from tests.robustness.growing_calls import CALLS, all_call_all, doubling
from tests.robustness.growing_tools import multiplying_decorators, multiplying_models
from tests.robustness.support import lint, specifications

_OURS = (str(ROOT / "owui_lint"), str(ROOT / "rules"))
_LINES = 60
_TIMES = 4
_TOLERANCE = 1.3
"""Sorting, and what is done once a file, make no straight line; the square would be 4."""

_LONG_TEXT = 10_000
"""Characters, from which on more is looked at before the parse: either both texts have so many or none."""

_Trace = Callable[[FrameType, str, object], "_Trace | None"]


class _Counter:
    """Counts the lines of our code that run."""

    def __init__(self) -> None:
        self.lines = 0

    def enter(self, frame: FrameType, event: str, argument: object) -> _Trace | None:
        return self.count if frame.f_code.co_filename.startswith(_OURS) else None

    def count(self, frame: FrameType, event: str, argument: object) -> _Trace | None:
        self.lines += 1
        return self.count


@contextmanager
def _counted() -> Iterator[_Counter]:
    counter = _Counter()
    previous = sys.gettrace()
    sys.settrace(counter.enter)
    try:
        yield counter
    finally:
        sys.settrace(previous)


def _work(text: str) -> int:
    with _counted() as counter:
        findings = lint(SourceFile.from_text(text))
    assert not any(one.code == "OWU001" for one in findings)
    return counter.lines


@pytest.mark.parametrize("shape", SHAPES + CALLS, ids=lambda shape: shape.name)
def test_work_grows_with_the_component(shape: Shape) -> None:
    lines = _LINES if len(shape.text(_LINES * _TIMES)) <= _LONG_TEXT else _LINES * _TIMES
    lint(SourceFile.from_text(shape.text(_LINES)))  # what is read once a run is read
    small, large = _work(shape.text(lines)), _work(shape.text(lines * _TIMES))
    assert small > 500
    assert large < small * _TIMES * _TOLERANCE, f"{small} lines of ours, then {large}"


@pytest.mark.parametrize("asynchronous", [True, False])
def test_work_grows_with_the_calls(asynchronous: bool) -> None:
    """Twice the helpers, each of which calls all, are four times the calls."""
    _work(all_call_all(1, asynchronous=asynchronous))
    small = _work(all_call_all(4, asynchronous=asynchronous))
    large = _work(all_call_all(8, asynchronous=asynchronous))
    assert large < small * 4 * _TOLERANCE, f"{small} lines of ours, then {large}"


def test_work_on_one_value_is_bounded() -> None:
    _work(doubling(1))
    small, large = _work(doubling(10)), _work(doubling(20))
    assert large < small * 2 * _TOLERANCE, f"{small} lines of ours, then {large}"


@pytest.mark.parametrize("make", [multiplying_models, multiplying_decorators])
def test_work_on_one_specification_is_bounded(make: Callable[[int], str]) -> None:
    """Eight steps with three or six ways each are thousands of ways: beyond a number nothing is known."""
    small, large = (_work_of_specifications(make(ways)) for ways in (3, 6))
    assert large < small * 4, f"{small} lines of ours, then {large}"


def _work_of_specifications(text: str) -> int:
    source = SourceFile.from_text(text)
    specifications(source)  # what is read once a run is read
    with _counted() as counter:
        assert len(specifications(source)) == 1
    return counter.lines


def test_the_library_is_where_it_is_counted() -> None:
    for module in (engine, rules):
        assert module.__file__ is not None
        assert str(Path(module.__file__).resolve()).startswith(_OURS)
