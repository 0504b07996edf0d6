"""What is taken apart again and again: keyed reads, entries of dicts, keywords, methods, decorators."""

from __future__ import annotations

import libcst as cst
import pytest

from owui_lint.analysis.syntax.matchers import (
    decorating,
    dict_entry,
    keyed_read,
    keyword_argument,
    method_receiver,
    subscript_index,
    subscript_key,
)


def _code(node: cst.CSTNode | None) -> str | None:
    return cst.Module([]).code_for_node(node) if node is not None else None


@pytest.mark.parametrize(
    ("code", "container", "name", "default"),
    [
        ('x["k"]', "x", "k", None),
        ('x["a"]["k"]', 'x["a"]', "k", None),
        ("x[k]", "x", None, None),
        ("x[0]", "x", None, None),
        ('x.get("k")', "x", "k", None),
        ('x.get("k", {})', "x", "k", "{}"),
        ('x.y.get("k", 1)', "x.y", "k", "1"),
        ("x.get(k)", "x", None, None),
    ],
)
def test_keyed_reads(code: str, container: str, name: str | None, default: str | None) -> None:
    read = keyed_read(cst.parse_expression(code))
    assert read is not None
    assert (_code(read.container), read.name, _code(read.default)) == (container, name, default)
    assert read.is_get is (".get(" in code)


@pytest.mark.parametrize(
    "code",
    [
        *("x", "x[1:2]", "x[1, 2]", "x.pop('k')", "get('k')", "x.get()", "x.get('k', 1, 2)"),
        *("x.get(*a)", "x.get(key='k')", "x.get"),
    ],
)
def test_what_is_no_keyed_read(code: str) -> None:
    assert keyed_read(cst.parse_expression(code)) is None


@pytest.mark.parametrize(
    ("code", "index", "key"),
    [('x["k"]', '"k"', "k"), ("x[i]", "i", None), ("x[1:]", None, None), ("x(1)", None, None)],
)
def test_subscripts(code: str, index: str | None, key: str | None) -> None:
    node = cst.parse_expression(code)
    assert (_code(subscript_index(node)), subscript_key(node)) == (index, key)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ('{"k": v}', "v"),
        ('{"a": 1, "k": v, **more}', "v"),
        ('{"k": 1, "k": 2}', "1"),
        ('{"a": 1}', None),
        ("{k: 1}", None),
        ("{**k}", None),
        ('{"k"}', None),
        ('dict(k="v")', None),
    ],
)
def test_entries_of_dicts(code: str, value: str | None) -> None:
    assert _code(dict_entry(cst.parse_expression(code), "k")) == value


@pytest.mark.parametrize(
    ("code", "value"), [("f(k=1)", "1"), ("f(1, a=2, k=3)", "3"), ("f(k)", None), ("f(**k)", None)]
)
def test_keyword_arguments(code: str, value: str | None) -> None:
    call = cst.ensure_type(cst.parse_expression(code), cst.Call)
    assert _code(keyword_argument(call, "k")) == value


@pytest.mark.parametrize(
    ("code", "receiver"),
    [("x.y.add(1)", "x.y"), ("x.pop()", "x"), ("x.get()", None), ("add(1)", None), ("x.add", None)],
)
def test_receivers_of_methods(code: str, receiver: str | None) -> None:
    assert _code(method_receiver(cst.parse_expression(code), "add", "pop")) == receiver


@pytest.mark.parametrize(
    ("code", "name"), [("@a", "a"), ("@a.b(1)", "a.b"), ("@a()()", "a()"), ("@a[0]", "a[0]")]
)
def test_decorators(code: str, name: str) -> None:
    line = cst.ensure_type(cst.parse_statement(f"{code}\ndef f(): pass\n"), cst.FunctionDef)
    assert _code(decorating(line.decorators[0])) == name
