"""Fixes: byte for byte, until nothing changes, never what does not parse."""

from __future__ import annotations

import ast
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import libcst as cst
import pytest

import owui_lint
from owui_lint.component import Component
from owui_lint.component.edits.editor import Editor
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.fixer import _Taken, apply_edits, fix
from owui_lint.parsing.source import SourceFile
from owui_lint.rule import Draft, Rule, all_rules
from owui_lint.settings import Settings

HEADER = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
CLEAN = (
    HEADER
    + '\n\nclass Pipe:\n    async def pipe(self, body: dict) -> str:\n        return "Hello"\n'
)
UNUSED = CLEAN.replace("-> str:", "-> str:  # noqa: OWU301")


def test_edits_are_applied_from_the_end() -> None:
    edits = [Edit(0, 1, "x"), Edit(2, 2, "++"), Edit(3, 4, "")]
    assert apply_edits("abcd", edits) == "xb++c"


def test_the_byte_order_mark_can_be_taken() -> None:
    assert apply_edits("ab", [], bom=True) == "\ufeffab"
    assert apply_edits("ab", [Edit(-1, 0, "")], bom=True) == "ab"
    assert apply_edits("ab", [Edit(0, 1, "x")], bom=True) == "\ufeffxb"


def test_public_result() -> None:
    result = owui_lint.fix_source(UNUSED, "x.py")
    assert result.text == CLEAN
    assert [finding.code for finding in result.applied] == ["OWU010"]
    assert result.findings == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["\n", "", "\n\n\f\n"])
def test_all_other_bytes_stay(newline: str, end: str) -> None:
    before, after = ((text.rstrip("\n") + end).replace("\n", newline) for text in (UNUSED, CLEAN))
    data = before.encode()
    assert fix(SourceFile.from_bytes(data, "x.py"), Settings()).data == after.encode()


def test_encoding_stays() -> None:
    text = UNUSED.replace("title: T", "title: Grüße").replace("MIT\n", "MIT\n", 1)
    data = f"{text}# coding: nothing\n".encode()
    assert "Grüße".encode() in fix(SourceFile.from_bytes(data, "x.py"), Settings()).data


class _Shout(Rule):
    """Strings are too quiet."""

    code, name, severity = "OWU990", "shout", Severity.WARNING
    make: Callable[[Editor, cst.SimpleString], Fix]

    def check(self, component: Component) -> Iterator[Draft]:
        for node in component.of(cst.SimpleString):
            if node.value in ('"Hello"', "'Hello'"):
                yield self.finding(node, "Quiet", fix=partial(self._make, node))

    def _make(self, node: cst.SimpleString, editor: Editor) -> Fix:
        return self.make(editor, node)


def _with_rule(monkeypatch: pytest.MonkeyPatch, make: Any, *, times: int = 1) -> None:
    rules = [_Shout() for _ in range(times)]
    for rule in rules:
        rule.make = make
    everything = (*all_rules(), *rules)
    monkeypatch.setattr("owui_lint.rule.all_rules", lambda: everything)


def test_what_breaks_the_file_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(editor: Editor, node: cst.SimpleString) -> Fix:
        return Fix("Break it", Applicability.SAFE, (editor.replace(node, '"'),))

    _with_rule(monkeypatch, make)
    result = owui_lint.fix_source(UNUSED)
    assert result.text == CLEAN
    assert [finding.code for finding in result.applied] == ["OWU010"]
    assert [finding.code for finding in result.findings] == ["OWU990"]


def test_what_changes_nothing_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(editor: Editor, node: cst.SimpleString) -> Fix:
        return Fix("Idle", Applicability.SAFE, (editor.replace(node, node.value),))

    _with_rule(monkeypatch, make)
    assert owui_lint.fix_source(CLEAN).text == CLEAN


def test_what_undoes_itself_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(editor: Editor, node: cst.SimpleString) -> Fix:
        other = "'Hello'" if node.value.startswith('"') else '"Hello"'
        return Fix("Swap quotes", Applicability.SAFE, (editor.replace(node, other),))

    _with_rule(monkeypatch, make)
    ast.parse(owui_lint.fix_source(CLEAN).text)


def test_of_two_fixes_for_one_place_one_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(editor: Editor, node: cst.SimpleString) -> Fix:
        return Fix("Shout", Applicability.SAFE, (editor.replace(node, '"HELLO"'),))

    _with_rule(monkeypatch, make, times=2)
    result = owui_lint.fix_source(CLEAN)
    assert result.text == CLEAN.replace("Hello", "HELLO")
    assert len(result.applied) == 1


def test_unsafe_fixes_are_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(editor: Editor, node: cst.SimpleString) -> Fix:
        return Fix("Shout", Applicability.UNSAFE, (editor.replace(node, '"HELLO"'),))

    _with_rule(monkeypatch, make)
    assert owui_lint.fix_source(CLEAN).text == CLEAN
    assert owui_lint.fix_source(CLEAN, unsafe=True).text != CLEAN


def test_what_the_encoding_lacks_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(editor: Editor, node: cst.SimpleString) -> Fix:
        return Fix("Shout", Applicability.SAFE, (editor.replace(node, '"你好"'),))

    _with_rule(monkeypatch, make)
    data = f"# coding: latin-1\n{CLEAN}".encode("latin-1")
    source = SourceFile.from_bytes(data, "x.py")
    assert fix(source, Settings(select=("OWU990",))).data == data


def test_fixes_that_touch_are_told_apart_however_many() -> None:
    """The places taken are kept in order; the plain way is to hold each against every other."""
    chance = random.Random(1)
    for _ in range(300):
        groups = [
            [
                Edit(start, start + chance.randrange(3), "")
                for start in chance.choices(range(40), k=2)
            ]
            for _ in range(12)
        ]
        taken, plain = _Taken(), list[Edit]()
        for edits in groups:
            touching = any(e.start <= o.end and o.start <= e.end for e in edits for o in plain)
            assert any(map(taken.touches, edits)) is touching
            if not touching:
                plain += edits
                for edit in edits:
                    taken.add(edit)


def test_many_fixes_are_no_square() -> None:
    text = f"{HEADER}class Pipe:\n" + "    x = 1  # noqa: OWU301\n" * 3_000
    started = time.process_time()
    fixed = owui_lint.fix_source(text)
    assert len(fixed.applied) == 3_000
    assert "noqa" not in fixed.text
    assert time.process_time() - started < 10
