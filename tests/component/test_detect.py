"""What a file is taken for, in whatever way its class comes by its bases and members."""

from __future__ import annotations

from itertools import product

import pytest

from owui_lint.component import Component
from owui_lint.engine import read
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile

_BASES = (
    "",
    "(Base)",
    "(other.Base)",
    "(Own)",
    "(OwnToo)",
    "(Generic[Base])",
    "(Base[int], metaclass=Meta)",
    "(make())",
    "(ABC, Missing)",
    "(Late)",
)
_BODIES = (
    "pass",
    "x = 1",
    "def run(self, text: str) -> str: return text",
    "async def pipe(self, body: Base): return body",
    "from there import run",
    "valves = Base()",
    "run = Base.run",
    "def run(self, __user__: other.Base): ...",
    "@other.wrap\n    def run(self): ...",
)
_TEXT = '''"""
title: Detected
"""
import other
from abc import ABC
from typing import Generic
from there import Base, Meta, make

class Own(ABC): pass
class OwnToo(Base): pass

class {name}{bases}:
    {body}

class Late(other.Base): pass
'''


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FUNCTION])
def test_a_class_of_any_shape_is_read(kind: Kind) -> None:
    for bases, body, forced in product(_BASES, _BODIES, (None, kind)):
        text = _TEXT.format(name=kind.class_name, bases=bases, body=body)
        component = read(SourceFile.from_text(text), forced, Host())
        assert isinstance(component, Component), f"{text}\n{component}"
        assert component.kind is kind


def test_imports_are_read_for_the_kind_that_was_found() -> None:
    """The Pipelines server rewrites no imports, and what was asked before the kind was known does not stay."""
    text = (
        '"""\ntitle: T\n"""\nfrom utils.misc import Base\nclass {}(Base):\n    def run(self): ...\n'
    )
    modules = [
        component.imports[0].module
        for name in ("Tools", "Pipeline")
        if isinstance(
            component := read(SourceFile.from_text(text.format(name)), None, Host()), Component
        )
    ]
    assert modules == ["open_webui.utils.misc", "utils.misc"]
