"""Where values come from: a snippet that asks about one expression, `ask(…)`, and the ends of the ways."""

from __future__ import annotations

import libcst as cst
import pytest

from owui_lint.analysis.budget import MOST_STEPS
from owui_lint.analysis.contents import contents
from owui_lint.analysis.file import PythonFile
from owui_lint.analysis.origins import TOO_FAR, Origin, origins, qualified_names
from owui_lint.analysis.syntax.matchers import keyed_read
from tests.analysis.snippets import component


def _file(code: str) -> PythonFile:
    return component(code, kind=None)


def _asked(file: PythonFile) -> cst.BaseExpression:
    calls = [c for c in file.of(cst.Call) if isinstance(c.func, cst.Name) and c.func.value == "ask"]
    assert len(calls) == 1
    return calls[0].args[0].value


def _shown(file: PythonFile, end: Origin) -> str:
    if end.expression is not None:
        return file.tree.code_for_node(end.expression)
    return f"{end.how} {end.name}"


_ROWS = [
    # names
    ("a = f()\nask(a)", ["f()"]),
    ("ask(f())", ["f()"]),
    ("ask(print)", ["undefined print"]),
    ("a = f()\nb = a\nask(b)", ["f()"]),
    ("ask(None)", []),
    ("a = None\nask(a)", []),
    ("a: int\nask(a)", []),
    ("a: int = f()\nask(a)", ["f()"]),
    ("a, b = f(), g()\nask(b)", ["g()"]),
    ("a, b = f()\nask(a)", ["assign a"]),
    ("if x:\n    a = f()\nelse:\n    a = g()\nask(a)", ["f()", "g()"]),
    ("a = f()\na = g()\nask(a)", ["g()"]),
    ("a = f()\nif x:\n    a = None\nask(a)", ["f()"]),
    ("a = f()\na = a or g()\nask(a)", ["f()", "g()"]),
    ("import a.b as c\nask(c)", ["import c"]),
    ("from a import b\nask(b)", ["import b"]),
    ("for a in f():\n    ask(a)", ["for a"]),
    ("with f() as a:\n    ask(a)", ["with a"]),
    ("def a(): pass\nask(a)", ["def a"]),
    ("class A: pass\nask(A)", ["class A"]),
    ("try: pass\nexcept E as a:\n    ask(a)", ["except a"]),
    ("a = f()\na += 1\nask(a)", ["f()", "augmented a"]),
    ("[ask(a) for a in f()]", ["comprehension a"]),
    ("a = a\nask(a)", []),
    ("a = b\nb = a\nask(a)", []),
    # composed
    ("ask(f() if x else g())", ["f()", "g()"]),
    ("ask(f() or g())", ["f()", "g()"]),
    ("ask(f() and g())", ["g()"]),
    ("ask(f() or None)", ["f()"]),
    ("ask((a := f()))", ["f()"]),
    ("if a := f():\n    ask(a)", ["f()"]),
    ("ask(x['a'])", ["x['a']"]),
    ("ask(x.a)", ["x.a"]),
    # functions
    ("def f(): return g()\nask(f())", ["g()"]),
    ("def f():\n    if x: return g()\n    return h()\nask(f())", ["g()", "h()"]),
    ("def f(): return None\nask(f())", []),
    ("def f(): return g()\n    \nf2 = f\nask(f2())", ["g()"]),
    ("f = lambda: g()\nask(f())", ["g()"]),
    ("def f(): yield g()\nask(f())", ["f()"]),
    ("async def f(): return g()\nask(f())", ["f()"]),
    ("async def f(): return g()\nasync def main(): ask(await f())", ["g()"]),
    ("@unknown\ndef f(): return g()\nask(f())", ["f()"]),
    ("def f(a): return a\nask(f(g()))", ["g()"]),
    ("def f(a): return a\nx = f(h())\nask(f(g()))", ["g()"]),
    ("def f(a=g()): return a\nask(f())", ["g()"]),
    ("def f(a): return f(a)\nask(f(1))", []),
    ("def f(n): return g() if n else f(n)\nask(f(1))", ["g()"]),
    ("def f():\n    return g()\n    return h()\nask(f())", ["g()"]),
    # parameters
    ("def f(a): ask(a)", ["outside a"]),
    ("def f(a): ask(a)\nf(g())", ["g()"]),
    ("def f(a): ask(a)\nf(g())\nf(h())", ["g()", "h()"]),
    ("def f(a): ask(a)\nf(a=g())", ["g()"]),
    ("def f(a, *b): ask(b)\nf(1, 2)", ["outside b"]),
    ("def f(a): ask(a)\nf(*g())", ["outside a"]),
    ("def f(a=None): ask(a)\nf()", []),
    ("def f(a): ask(a)\nf(g())\nuse(f)", ["outside a", "g()"]),
    ("def f(a): ask(a)\ndef h(b): f(b)\nh(g())", ["g()"]),
    ("def f(a): ask(a)\ndef h(b): f(b)\nuse(h)", ["outside b"]),
    ("def f(a): ask(a)\ndef h(b): f(b)", ["outside a"]),
    ("def f(a):\n    def inner(): ask(a)\n    inner()\nf(g())", ["g()"]),
    ("def f(a):\n    if a: f(a)\n    ask(a)\nf(g())", ["g()"]),
    # objects
    ("class A:\n    x = f()\n    def m(self): ask(self.x)", ["f()"]),
    ("class A:\n    def __init__(self): self.x = f()\n    def m(self): ask(self.x)", ["f()"]),
    (
        "class A:\n    x = None\n    def __init__(self): self.x = f()\n    def m(self): ask(self.x)",
        ["f()"],
    ),
    (
        "class A:\n    def __init__(self, x): self.x = x\n    def m(self): ask(self.x)\nA(f())",
        ["f()"],
    ),
    ("class A:\n    def m(self): ask(self.x)", ["self.x"]),
    ("class A:\n    @property\n    def x(self): return f()\n    def m(self): ask(self.x)", ["f()"]),
    ("class A:\n    def h(self): return f()\n    def m(self): ask(self.h())", ["f()"]),
    ("class A:\n    x: int\n    y: int\n\na = A(f(), y=g())\nask(a.y)", ["g()"]),
    ("class A:\n    x: int\n    y: int\n\na = A(f(), y=g())\nask(a.x)", ["f()"]),
    ("class A: pass\na = A()\nask(a)", ["A()"]),
    ("class A:\n    X = f()\nask(A.X)", ["f()"]),
]


@pytest.mark.parametrize(("code", "ends"), _ROWS)
def test_origins(code: str, ends: list[str]) -> None:
    file = _file(code)
    found = dict.fromkeys(_shown(file, end) for end in origins(file, _asked(file)))
    assert list(found) == ends


@pytest.mark.parametrize("steps", [1, 5, 50, MOST_STEPS // 4])
def test_every_value_is_followed_as_far(steps: int) -> None:
    names = "".join(f"a{n + 1} = a{n}\n" for n in range(steps))
    helpers = "".join(f"def h{n + 1}(x): return h{n}(x)\n" for n in range(steps))
    chains = (
        f"a0 = f()\n{names}ask(a{steps})",
        f"def h0(x): return x\n{helpers}ask(h{steps}(f()))",
    )
    for code in chains:
        file = _file(code)
        assert [_shown(file, end) for end in origins(file, _asked(file))] == ["f()"]


def test_what_is_further_is_too_far() -> None:
    names = "".join(f"a{n + 1} = a{n}\n" for n in range(MOST_STEPS))
    file = _file(f"a0 = f()\n{names}ask(a{MOST_STEPS})")
    assert [end.how for end in origins(file, _asked(file))] == [TOO_FAR]


def _is_a(_file: PythonFile, one: Origin) -> bool:
    return one.name == "a"


def _contents(_file: PythonFile, end: Origin) -> list[cst.BaseExpression]:
    return contents(end.node)


def test_a_way_ends_where_it_is_told_to() -> None:
    file = _file("def f(a): ask(a)\nf(g())")
    assert [end.how for end in origins(file, _asked(file), until=_is_a)] == ["parameter"]


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ("ask(a.b)", ["undefined a"]),
        ("ask(a['k'])", ["undefined a"]),
        ("ask([f, g])", ["undefined f", "undefined g"]),
        ("ask({'k': f})", ["undefined f"]),
        ("ask(f'{f} and {g}')", ["undefined f", "undefined g"]),
        ("ask('x' + f)", ["'x'", "undefined f"]),
        ("ask(x.f(y))", ["undefined x", "undefined y"]),
        ("for a in f:\n    ask(a)", ["undefined f"]),
        ("with f as a:\n    ask(a)", ["undefined f"]),
        ("a = f\na += g\nask(a)", ["undefined f", "undefined g"]),
        ("ask([f for x in y])", ["undefined f"]),
    ],
)
def test_a_way_goes_on_through_parts(code: str, ends: list[str]) -> None:
    file = _file(code)
    found = origins(file, _asked(file), through=_contents)
    assert [_shown(file, end) for end in found] == ends


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import a.b\nask(a.b.c)", {"a.b.c"}),
        ("import a.b as d\nask(d.c)", {"a.b.c"}),
        ("from a import b\nask(b)", {"a.b"}),
        ("from a import b\nc = b\nask(c.d)", {"a.b.d"}),
        (
            "try:\n    from a import x\nexcept ImportError:\n    from b import x\nask(x)",
            {"a.x", "b.x"},
        ),
        ("def load():\n    from a import b\n    return b\nask(load())", {"a.b"}),
        (
            "class A:\n    def __init__(self):\n        from a import b\n        self.b = b\n"
            "    def m(self): ask(self.b.c)",
            {"a.b.c"},
        ),
        ("ask(f())", None),
        ("from a import b\nask(b if x else f())", None),
        ("def f(a): ask(a.b)", None),
    ],
)
def test_qualified_names(code: str, names: set[str] | None) -> None:
    file = _file(code)
    assert qualified_names(file, _asked(file)) == (frozenset(names) if names else None)


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("x['k']", ("x", "k", None, False)),
        ("x.get('k')", ("x", "k", None, True)),
        ("x.get('k', d)", ("x", "k", "d", True)),
        ("x[k]", ("x", None, None, False)),
        ("x[1:2]", None),
        ("x[1, 2]", None),
        ("x.get()", None),
        ("x.get(k=1)", None),
        ("x.get(*k)", None),
        ("x.pop('k')", None),
        ("get('k')", None),
        ("x.k", None),
    ],
)
def test_keyed_read(code: str, read: tuple[str, str | None, str | None, bool] | None) -> None:
    found = keyed_read(cst.parse_expression(code))
    shown = None
    if found is not None:
        container = cst.Module([]).code_for_node(found.container)
        default = None if found.default is None else cst.Module([]).code_for_node(found.default)
        shown = (container, found.name, default, found.is_get)
    assert shown == read
