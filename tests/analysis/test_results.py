"""`analysis.flow.results` and `exits`: what a function gives, and where it gives nothing."""

from __future__ import annotations

import libcst as cst
import pytest

from owui_lint.analysis.flow.exits import exits_without_value, returned_values
from owui_lint.analysis.flow.results import Absence, absence, kind_of
from owui_lint.kinds import Kind
from tests.analysis.snippets import component

_HELPERS = """
import json
from contextlib import contextmanager, suppress

@contextmanager
def quiet():
    try:
        yield
    except Exception:
        pass

@contextmanager
def loud():
    try:
        yield
    except Exception:
        raise

class Swallow:
    def __exit__(self, *error):
        return True

class Filter:
    def always(self, body): return None
    def sometimes(self, body):
        if body: return body
    def never(self, body): return body
    def stub(self, body): ...
    def fails(self, body): raise ValueError
    def text(self, body): return "x"
    async def later(self, body): return body
    async def later_maybe(self, body):
        if body: return body
    def inlet(self, body, other=None):
"""
_SEEN = {
    "None": ("return None", Absence.ALWAYS),
    "bare": ("return", Absence.ALWAYS),
    "body": ("return body", Absence.NEVER),
    "always": ("return self.always(body)", Absence.ALWAYS),
    "sometimes": ("return self.sometimes(body)", Absence.SOMETIMES),
    "never": ("return self.never(body)", Absence.NEVER),
    "stub": ("return self.stub(body)", Absence.NEVER),
    "fails": ("return self.fails(body)", Absence.NEVER),
    "unknown": ("return other(body)", Absence.NEVER),
    "print": ("return print(body)", Absence.ALWAYS),
    "update": ("return body.update(a=1)", Absence.ALWAYS),
    "append": ("return body['messages'].append(1)", Absence.ALWAYS),
    "own list": ("x = []\nreturn x.pop()", Absence.NEVER),
    "or": ("return self.sometimes(body) or body", Absence.NEVER),
    "or nothing": ("return other or self.always(body)", Absence.ALWAYS),
    "conditional": ("return None if other else body", Absence.SOMETIMES),
    "conditional on it": ("x = self.sometimes(body)\nreturn x if x else body", Absence.NEVER),
    "is not None": ("x = self.always(body)\nreturn x if x is not None else body", Absence.NEVER),
    "is None": ("x = self.always(body)\nreturn body if x is None else x", Absence.NEVER),
    "name": ("x = self.always(body)\nreturn x", Absence.ALWAYS),
    "rebound": ("body = None\nreturn body", Absence.ALWAYS),
    "bound again": ("x = None\nx = body\nreturn x", Absence.NEVER),
    "if": ("x = self.always(body)\nif x:\n    return x\nraise ValueError", Absence.NEVER),
    "if and": ("x = self.always(body)\nif x and other:\n    return x\nraise ValueError", Absence.NEVER),
    "isinstance": ("x = self.always(body)\nif isinstance(x, dict):\n    return x\nfail()", Absence.NEVER),
    "early": ("x = self.always(body)\nif not x:\n    raise ValueError\nreturn x", Absence.NEVER),
    "assert": ("x = self.always(body)\nassert x is not None\nreturn x", Absence.NEVER),
    "walrus": ("if x := self.always(body):\n    return x\nraise ValueError", Absence.NEVER),
    "replaced": ("x = self.sometimes(body)\nif x is None:\n    x = body\nreturn x", Absence.NEVER),
    "other test": ("x = self.always(body)\nif other:\n    return x\nraise ValueError", Absence.ALWAYS),
    "wrong way": ("x = self.always(body)\nif not x:\n    return x\nraise ValueError", Absence.ALWAYS),
}  # fmt: skip


def _file(body: str) -> tuple[object, list[cst.Return]]:
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    file = component(_HELPERS + lines, Kind.FILTER)
    inlet = next(f for f in file.functions if f.name == "inlet")
    return file, inlet.of(cst.Return)


@pytest.mark.parametrize(("body", "answer"), _SEEN.values(), ids=_SEEN)
def test_a_value_is_none_always_sometimes_or_never(body: str, answer: Absence) -> None:
    file, returns = _file(body)
    assert absence(file, returns[-1].value) is answer  # type: ignore[arg-type]


_KINDS = {
    "text": ("return 'x'", "a text"),
    "f-string": ("return f'{body}'", "a text"),
    "json": ("return json.dumps(body)", "a text"),
    "helper's text": ("return self.text(body)", "a text"),
    "named text": ("x = 'a'\nreturn x", "a text"),
    "either text": ("return 'a' if other else 'b'", "a text"),
    "either": ("return 'a' if other else body", None),
    "list": ("return [body]", "a list"),
    "tuple": ("return body, other", "a tuple"),
    "set": ("return {body}", "a set"),
    "true": ("return True", "a boolean"),
    "not implemented": ("return NotImplemented", "`NotImplemented`"),
    "number": ("return 1", "a number"),
    "dict": ("return {**body}", "a dict"),
    "coroutine": ("return self.later(body)", "a coroutine that is never awaited"),
    "parameter": ("return body", None),
    "unknown call": ("return other(body)", None),
    "own json": ("json = body\nreturn json.dumps(body)", None),
}


@pytest.mark.parametrize(("body", "answer"), _KINDS.values(), ids=_KINDS)
def test_a_value_is_of_a_kind(body: str, answer: str | None) -> None:
    file, returns = _file(body)
    assert kind_of(file, returns[-1].value) == answer  # type: ignore[arg-type]


_EXITS = {
    "falls": ("pass", 1, 0),
    "returns": ("return body", 0, 1),
    "both": ("if other:\n    return body", 1, 1),
    "opposite": ("if other:\n    return body\nelse:\n    return", 1, 1),
    "raises": ("raise ValueError", 0, 0),
    "decided": ("if True:\n    return body", 0, 1),
    "constant": ("DEBUG = False\nif DEBUG:\n    return\nreturn body", 0, 1),
    "suppressed": ("with suppress(KeyError):\n    return body['x']", 1, 1),
    "quiet": ("with quiet():\n    return body['x']", 1, 1),
    "loud": ("with loud():\n    return body['x']", 0, 1),
    "swallowed": ("with Swallow():\n    return body['x']", 1, 1),
    "sometimes": ("return self.sometimes(body)", 1, 1),
    "always": ("return self.always(body)", 1, 0),
    "for": ("for x in body:\n    return x", 1, 1),
    "while": ("while True:\n    return body", 0, 1),
    "except": ("try:\n    return body['x']\nexcept KeyError:\n    pass", 1, 1),
    "finally": ("try:\n    pass\nfinally:\n    return body", 0, 1),
}


@pytest.mark.parametrize(("body", "without", "with_value"), _EXITS.values(), ids=_EXITS)
def test_exits_are_found(body: str, without: int, with_value: int) -> None:
    file, _ = _file(body)
    inlet = next(f for f in file.functions if f.name == "inlet")  # type: ignore[attr-defined]
    assert len(exits_without_value(file, inlet)) == without  # type: ignore[arg-type]
    assert len(returned_values(file, inlet)) == with_value  # type: ignore[arg-type]
