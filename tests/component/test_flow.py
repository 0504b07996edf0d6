"""The flow analysis against Python itself: random functions, run with every outcome of every test."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress

import libcst as cst
import pytest

from owui_lint.analysis.flow.exits import exits_without_value
from owui_lint.analysis.flow.outcomes import never_returns
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.component import Component
from owui_lint.engine import read
from owui_lint.host import Host
from owui_lint.parsing.source import SourceFile

_PRELUDE = "import sys\nfrom contextlib import suppress\n"
_MOST_CHOICES = 9


class _Enough(BaseException):
    """More choices are needed than were given."""


class _Writer:
    """Writes the body of a random function out of `ask()`, `step()` and all statements that lead on."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def function(self) -> str:
        return f"{_PRELUDE}def function(ask, step):\n" + self._block("    ", 3, in_loop=False)

    def _block(self, indent: str, depth: int, *, in_loop: bool) -> str:
        count = self._random.randint(1, 2)
        return "".join(self._statement(indent, depth, in_loop=in_loop) for _ in range(count))

    def _statement(self, indent: str, depth: int, *, in_loop: bool) -> str:
        simple = ["step()", "return 1", "return", "return None", "raise ValueError", "pass"]
        simple += ["break", "continue"] * in_loop + ["return step()", "sys.exit(1)"]
        if depth == 0 or self._random.random() < 0.3:
            return f"{indent}{self._random.choice(simple)}\n"
        shape = self._random.choice(list(_SHAPES))
        parts = {
            "i": indent,
            "a": self._block(indent + "    ", depth - 1, in_loop=in_loop or shape in _LOOPS),
            "b": self._block(indent + "    ", depth - 1, in_loop=in_loop and shape != "finally"),
            "m": self._block(indent + "        ", depth - 1, in_loop=in_loop),
            "n": self._block(indent + "        ", depth - 1, in_loop=in_loop),
            "c": self._block(indent + "    ", depth - 1, in_loop=in_loop and shape != "all"),
        }
        return _SHAPES[shape].format(**parts)


_SHAPES = {
    "if": "{i}if ask():\n{a}",
    "else": "{i}if ask():\n{a}{i}else:\n{b}",
    "elif": "{i}if ask():\n{a}{i}elif ask():\n{b}{i}else:\n{c}",
    "while": "{i}while ask():\n{a}",
    "while-else": "{i}while ask():\n{a}{i}else:\n{b}",
    "forever": "{i}while True:\n{i}    step()\n{a}",
    "except": "{i}try:\n{a}{i}except Exception:\n{b}",
    "except-else": "{i}try:\n{a}{i}except Exception:\n{b}{i}else:\n{c}",
    "finally": "{i}try:\n{a}{i}finally:\n{b}",
    "all": "{i}try:\n{a}{i}except Exception:\n{b}{i}finally:\n{c}",
    "suppress": "{i}with suppress(Exception):\n{a}",
    "match": "{i}match ask():\n{i}    case True:\n{m}",
    "match-all": "{i}match ask():\n{i}    case True:\n{m}{i}    case _:\n{n}",
}
_LOOPS = frozenset({"while", "while-else", "forever"})


def _runs(code: str) -> Iterator[object]:
    """What the function returns, for every outcome of `ask` (true, false, raises) and `step`."""
    space: dict[str, object] = {}
    exec(code, space)
    pending: list[tuple[int, ...]] = [()]
    while pending:
        choices = pending.pop()
        given = _Choices(choices)
        result: object = "raises"
        with suppress(ValueError, SystemExit, _Enough):
            result = space["function"](given.ask, given.step)  # type: ignore[operator]
        if not given.exhausted:
            yield result
        elif len(choices) < _MOST_CHOICES:
            pending += [(*choices, choice) for choice in range(3)]


class _Choices:
    """The outcomes of the tests and steps of one run."""

    def __init__(self, choices: tuple[int, ...]) -> None:
        self._left = list(choices)
        self.exhausted = False

    def ask(self) -> bool:
        if not self._left:
            self.exhausted = True  # a `finally` of the function may swallow the exception
            raise _Enough
        choice = self._left.pop(0)
        if choice == 2:
            raise ValueError
        return choice == 1

    def step(self) -> int:
        self.ask()
        return 1


def _component(code: str) -> tuple[Component, FunctionScope]:
    component = read(SourceFile.from_text(code), None, Host())
    assert isinstance(component, Component)
    return component, next(f for f in component.functions if f.name == "function")


def _may_retry(code: str) -> bool:
    """Whether a loop may be one that only its data ends: there the analysis stays silent."""
    return "while ask()" in code and "raise ValueError" in code


@pytest.mark.parametrize("seed", range(400))
def test_a_function_can_return_nothing_exactly_when_it_is_said_so(seed: int) -> None:
    code = _Writer(seed).function()
    component, function = _component(code)
    said = bool(exits_without_value(component, function))
    can = False
    for result in _runs(code):
        if result is None:
            can = True
            break
    if can and not said:
        assert _may_retry(code), code
    if said:
        assert can, code


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("raise ValueError", True),
        ("while True:\n        pass", True),
        ("sys.exit(1)", True),
        ("raise NotImplementedError('for subclasses')", False),
        ("if ask:\n        raise ValueError", False),
        ("return 1", False),
        ("yield 1\n    raise ValueError", False),
        ("try:\n        raise ValueError\n    finally:\n        return", False),
        ("assert False", True),
    ],
)
def test_what_never_comes_back(body: str, expected: bool) -> None:
    component, function = _component(f"import sys\ndef function(ask):\n    {body}\n")
    assert isinstance(function.node, cst.FunctionDef)
    assert never_returns(component, function) is expected


def test_the_end_is_named_by_the_branch_behind_which_it_is() -> None:
    code = (
        "def function(x):\n    try:\n        return x()\n    except KeyError:\n        print(x)\n"
    )
    component, function = _component(code)
    (exit_,) = exits_without_value(component, function)
    assert isinstance(exit_.after, cst.ExceptHandler)
    assert exit_.node is function.node
