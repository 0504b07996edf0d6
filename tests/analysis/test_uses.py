"""`analysis.uses` and `coroutine_use`: what becomes of a value."""

from __future__ import annotations

import pytest

from owui_lint.analysis.flow.coroutine_use import Use, use_of
from owui_lint.analysis.reads import is_written, reads
from owui_lint.analysis.uses import is_discarded
from tests.analysis.snippets import call_of, component

_PIPE = "import asyncio\nclass Pipe:\n    async def work(self): return self\n    async def pipe(self, body):\n"
_USES = {
    "statement": ("work()", Use.DROPPED),
    "awaited": ("await work()", Use.AWAITED),
    "returned": ("return work()", Use.HANDED_ON),
    "argument": ("body.put(work())", Use.HANDED_ON),
    "gathered": ("await asyncio.gather(work())", Use.HANDED_ON),
    "attribute": ("print(work().x)", Use.TAKEN_AS_RESULT),
    "item": ("print(work()[0])", Use.TAKEN_AS_RESULT),
    "tested": ("if work():\n    pass", Use.TAKEN_AS_RESULT),
    "iterated": ("for x in work():\n    pass", Use.TAKEN_AS_RESULT),
    "compared": ("y = work() == 1", Use.TAKEN_AS_RESULT),
    "formatted": ("y = f'{work()}'", Use.TAKEN_AS_RESULT),
    "unpacked": ("a, b = work()", Use.TAKEN_AS_RESULT),
    "length": ("y = len(work())", Use.TAKEN_AS_RESULT),
    "never read": ("a = work()", Use.DROPPED),
    "name awaited": ("a = work()\nawait a", Use.AWAITED),
    "name read": ("a = work()\nprint(a.x)", Use.TAKEN_AS_RESULT),
    "name handed on": ("a = work()\nbody.put(a)", Use.HANDED_ON),
    "bound again": ("a = work()\nprint(a.x)\na = 1", Use.TAKEN_AS_RESULT),
    "unpacked again": ("a = work()\nprint(a.x)\na, b = 1, 2", Use.TAKEN_AS_RESULT),
    "with again": ("a = work()\nprint(a.x)\nwith body as a:\n    pass", Use.TAKEN_AS_RESULT),
    "for again": ("a = work()\nprint(a.x)\nfor a in body:\n    pass", Use.TAKEN_AS_RESULT),
    "deleted": ("a = work()\nprint(a.x)\ndel a", Use.TAKEN_AS_RESULT),
    "caught again": ("a = work()\nprint(a.x)\ntry:\n    pass\nexcept E as a:\n    pass", Use.TAKEN_AS_RESULT),
    "asked": ("a = work()\nif asyncio.iscoroutine(a):\n    a = await a", Use.HANDED_ON),
    "either": ("a = work() if body else None\nprint(a)", Use.HANDED_ON),
}  # fmt: skip


def _body(text: str) -> str:
    return _PIPE + "\n".join(f"        {line}" for line in text.splitlines())


@pytest.mark.parametrize(("text", "answer"), _USES.values(), ids=_USES)
def test_a_coroutine_is_used(text: str, answer: Use) -> None:
    file = component(_body(text.replace("work()", "self.work()")))
    found = use_of(file, call_of(file, "work"))
    awaited = {Use.AWAITED, Use.HANDED_ON}  # a name for it may be awaited: that is as good
    assert found is answer or {found, answer} == awaited


_WRITES = {
    "assigned": ("a = 1", True),
    "unpacked": ("a, b = body", True),
    "nested": ("(b, [a, *c]) = body", True),
    "starred": ("*a, b = body", True),
    "annotated": ("a: int = 1", True),
    "augmented": ("a += 1", True),
    "for": ("for a in body:\n    pass", True),
    "for, unpacked": ("for b, a in body:\n    pass", True),
    "with": ("with body as a:\n    pass", True),
    "with, unpacked": ("with body as (a, b):\n    pass", True),
    "except": ("try:\n    pass\nexcept E as a:\n    pass", True),
    "deleted": ("del a", True),
    "walrus": ("print(a := 1)", True),
    "comprehension": ("x = [1 for a in body]", True),
    "read": ("print(a)", False),
    "read in a tuple": ("x = (a, 1)", False),
    "read in a subscript": ("a[0] = 1", False),
    "read as an iterable": ("for b in a:\n    pass", False),
    "read as a manager": ("with a as b:\n    pass", False),
}


@pytest.mark.parametrize(("text", "answer"), _WRITES.values(), ids=_WRITES)
def test_a_name_is_written_or_read(text: str, answer: bool) -> None:
    file = component(_body(text))
    function = next(f for f in file.functions if f.name == "pipe")
    (name,) = function.named("a")
    assert is_written(file, name) is answer


_DISCARDED = {
    "statement": ("work()", True),
    "never read": ("a = work()", True),
    "read": ("a = work()\nprint(a)", False),
    "read in a nested function": ("a = work()\ndef f():\n    return a", False),
    "awaited": ("await work()", False),
    "conditional": ("work() if body else None", True),
    "listed": ("[work() for x in body]", True),
    "returned": ("return work()", False),
}


@pytest.mark.parametrize(("text", "answer"), _DISCARDED.values(), ids=_DISCARDED)
def test_a_result_is_discarded(text: str, answer: bool) -> None:
    file = component(_body(text.replace("work()", "self.work()")))
    assert is_discarded(file, call_of(file, "work")) is answer


def test_reads_are_found_in_nested_functions() -> None:
    file = component(_body("a = 1\nprint(a)\ndef f():\n    return a\ndef g(a):\n    return a"))
    function = next(f for f in file.functions if f.name == "pipe")
    assert len(list(reads(file, function.named("a")[0]))) == 2
