"""Who calls whom: callees of a function, and what is reached from some over any relation."""

from __future__ import annotations

from functools import partial

import pytest

from owui_lint.analysis.call_graph import call_graph, callees, reached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.component import Component
from tests.analysis.snippets import component

_CODE = """
def a():
    b()
    print(c())

def b():
    a()
    return lambda: d()

def c():
    def inner():
        d()
    return inner

def d():
    pass

def alone():
    alone()

class Pipe:
    def pipe(self, body):
        return self._help()

    def _help(self):
        return [a for _ in range(3)], b()
"""


def _function(file: Component, name: str) -> FunctionScope:
    return next(function for function in file.functions if function.name == name)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("a", ["b", "c"]),
        ("b", ["a"]),
        ("c", []),
        ("alone", ["alone"]),
        ("pipe", ["_help"]),
        ("_help", ["b"]),
        ("inner", ["d"]),
    ],
)
def test_callees(name: str, called: list[str]) -> None:
    file = component(_CODE)
    assert [one.name for one in callees(file, _function(file, name))] == called


@pytest.mark.parametrize(
    ("roots", "found"),
    [
        (["a"], {"a", "b", "c"}),
        (["c"], {"c"}),
        (["alone"], {"alone"}),
        (["pipe"], {"pipe", "_help", "b", "a", "c"}),
        (["c", "inner"], {"c", "inner", "d"}),
        ([], set()),
    ],
)
def test_what_is_reached_over_calls(roots: list[str], found: set[str]) -> None:
    file = component(_CODE)
    names = [f.name for f in reached((_function(file, n) for n in roots), partial(callees, file))]
    assert set(names) == found
    assert len(names) == len(found)


def test_what_is_reached_over_callers() -> None:
    file = component(_CODE)
    graph = call_graph(file)
    names = {
        function.name
        for function in reached(
            [_function(file, "d")], lambda f: map(file.function_around, graph.callers(f))
        )
    }
    assert names >= {"d", "inner"}
    assert "pipe" not in names
