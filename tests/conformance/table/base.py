"""How a row of the table becomes a component: a good one of its kind, with one part exchanged.

A good component is made of parts, in this order, and a row names the parts it exchanges:

    header    the text up to and including the metadata header
    imports   lines below it
    before    module level, above the class
    opening   the line that opens the component's class
    valves    the fields of its Valves; settings: the whole block of nested classes instead
    init      its `__init__`
    methods   its entry points
    after     module level, below the class

`top` stands before everything, as it is; `wrap` opens a block that the class is then inside of;
`whole` replaces everything. Parts are dedented, so rows can be written where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent, indent
from types import MappingProxyType

HEADER = '''"""
title: {title}
author: owui-lint
version: 0.1.0
license: MIT
description: {description}
"""
'''
VALVES = 'greeting: str = Field(default="hello", description="How the text begins")'
SETTINGS = '''class Valves(BaseModel):
    """What the administrator sets."""

{fields}
'''
INIT = """def __init__(self):
    self.valves = self.Valves()
"""
METHODS = {
    "pipe": """async def pipe(self, body: dict) -> str:
    return f"{self.valves.greeting} {len(body)}"
""",
    "filter": """async def inlet(self, body: dict) -> dict:
    return body
""",
    "action": """async def action(self, body: dict) -> None:
    body["greeting"] = self.valves.greeting
""",
    "event": """async def event(self, event: dict) -> None:
    print(self.valves.greeting, event["event"])
""",
    "tools": '''async def greet(self, name: str) -> str:
    """Greet a person.

    :param name: whom to greet
    """
    return f"{self.valves.greeting} {name}"
''',
    "pipeline": """def pipe(self, user_message: str, model_id: str, messages: list, body: dict) -> str:
    return f"{self.valves.greeting} {user_message}"
""",
}
OPENINGS = {
    "pipe": "class Pipe:",
    "filter": "class Filter:",
    "action": "class Action:",
    "event": "class Event:",
    "tools": "class Tools:",
    "pipeline": "class Pipeline:",
}


@dataclass(frozen=True)
class Row:
    """One component of the table.

    `codes` are the rules that have to speak if the host finds something wrong; `A|B` is one or
    the other. `earlier` maps a release to the codes that are due before it instead. `means` are
    the header values the author meant, so that what the host reads can be held against them.
    `warns` are warnings about what a server cannot show, such as a field drawn wrongly; they are
    due where the host finds nothing. In a row without codes, `earlier` is about them.
    """

    id: str
    kind: str
    says: str
    text: str
    codes: tuple[str, ...] = ()
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)
    warns: tuple[str, ...] = ()

    @property
    def route(self) -> str:
        """Where in the host it is installed."""
        return {"tools": "tools", "pipeline": "pipelines"}.get(self.kind, "functions")


class Table:
    """Collects the rows of one module of the table, which become one folder of fixtures."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[Row] = []

    def add(
        self,
        id: str,  # noqa: A002 - the column's name
        kind: str,
        says: str,
        *codes: str,
        earlier: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        means: Mapping[str, str] = MappingProxyType({}),
        warns: tuple[str, ...] = (),
        **parts: str,
    ) -> None:
        """Add a row: its name, its kind, what is different, the codes due, the parts exchanged."""
        text = component(kind, says, **parts)
        path = f"{self.name}/{id}"
        self.rows.append(Row(path, kind, says, text, codes, dict(earlier), dict(means), warns))


def component(kind: str, says: str, **parts: str) -> str:
    """Return the good component of a kind with the parts exchanged.

    Raises:
        TypeError: a part that no component has
    """
    top = parts.pop("top", "")
    parts = {name: dedent(text).strip("\n") for name, text in parts.items()}
    if "whole" in parts:
        return top + parts["whole"] + "\n"
    header = parts.pop("header", HEADER.format(title=f"Probe {kind}", description=says))
    first = [header, parts.pop("imports", "from pydantic import BaseModel, Field")]
    below = [parts.pop("before", ""), _class(kind, parts), parts.pop("after", "")]
    if parts:
        raise TypeError(f"no such part: {', '.join(parts)}")
    return top + "\n\n\n".join([_join(first), *filter(None, below)]).strip("\n") + "\n"


def _class(kind: str, parts: dict[str, str]) -> str:
    """Take the parts of the class and put it together."""
    fields = indent(parts.pop("valves", VALVES), "    ")
    settings = parts.pop("settings", SETTINGS).replace("{fields}", fields)
    body = _join([settings, parts.pop("init", INIT), parts.pop("methods", METHODS[kind])])
    text = parts.pop("opening", OPENINGS[kind]) + "\n" + indent(body, "    ")
    wrap = parts.pop("wrap", "")
    return f"{wrap}\n{indent(text, '    ')}" if wrap else text


def _join(blocks: list[str]) -> str:
    """Set blocks apart by one blank line, without those that are empty."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip())
