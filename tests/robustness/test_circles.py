"""Functions that return themselves or each other, wherever a rule follows what a value is made of."""

from __future__ import annotations

from itertools import product

import pytest

from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile
from tests.robustness.support import lint

_CIRCLES = (
    "    def again(self, x=None):\n        return self.again(x)\n",
    "    async def again(self, x=None):\n        return await self.again(x)\n",
    "    def again(self, x=None):\n        return self.other(x)\n"
    "    def other(self, x):\n        return self.again(x)\n",
    "    def again(self, x=None):\n        yield from self.again(x)\n",
    "    async def again(self, x=None):\n        async for one in self.again(x):\n            yield one\n",
    "    again = lambda self, x=None: self.again(x)\n",
    "    @property\n    def again(self):\n        return self.again\n",
    "    def again(self, x=None):\n        again = self.again\n        return again(again(x))\n",
    "    def again(self, x=None):\n        def inner(y):\n"
    "            return inner(y) or self.again(y)\n        return inner\n",
    "    def again(self, x=None):\n        return {'type': 'status', 'data': self.again(x)}\n",
    "    def again(self, x=None):\n        x = x or self.again(x)\n        return x\n",
    "    def again(self, x=None):\n        return [self.again(y) for y in self.again(x)]\n",
    "    @again\n    def again(self, x=None):\n        return again(self, x)\n",
    "    @staticmethod\n    def again(x=None):\n        return Main.again(x)\n",
    "    @classmethod\n    def again(cls, x=None):\n        return cls.again(cls.again)\n",
    "    def again(self, x=None):\n        self.kept = self.again(self.kept)\n        return self.kept\n",
    "    def again(self, emit=None):\n        return self.again(emit=self.again)\n",
)
_USES = (
    "self.kept = self.again(body)",
    "self.kept = await self.again(body)",
    "await __event_emitter__(self.again(body))",
    "await __event_emitter__({'type': self.again(body), 'data': {'description': self.again(body)}})",
    "await self.again(__event_emitter__)({'type': 'status', 'data': {'done': self.again()}})",
    "requests.get(self.again(body), headers=self.again(body))",
    "body['messages'] = self.again(body); body.update(self.again(body))",
    "for one in self.again(body): body = one",
    "async for one in self.again(body): body = one",
    "eval(self.again(body)); os.system(self.again(body))",
    "Users.get_user_by_id(self.again(__user__['id']))",
    "if self.again(body): return self.again(body)",
    "print(self.again(self.valves.key), self.again.again.again)",
    "x = y = self.again(x); y = self.again(y)",
    "thread = asyncio.to_thread(self.again, self.again(body)); await thread",
    "open(self.again(body)); time.sleep(self.again())",
)
_TEXT = '''"""
title: Circles
"""
import asyncio, os, requests, time
from pydantic import BaseModel
from open_webui.models.users import Users

def again(function=None):
    return again(function)

class {name}:
    class Valves(BaseModel):
        key: str = again()
        other: int = Field(default_factory=again)

    def __init__(self):
        self.valves = self.Valves()
        self.type = self.again()
        self.kept = again

{circle}
    async def {hook}(self, body: dict, __user__=None, __event_emitter__=None, x: again = again()):
        {use}
        return self.again(body)

    async def {reader}(self, body: dict):
        return self.kept

Main = {name}
'''
_HOOKS = {
    Kind.PIPE: ("pipe", "pipes"),
    Kind.FILTER: ("inlet", "outlet"),
    Kind.ACTION: ("action", "other_action"),
    Kind.TOOLS: ("search", "look_up"),
    Kind.PIPELINE: ("pipe", "outlet"),
}
"""A hook that does it, and another one that reads what is kept."""


@pytest.mark.parametrize("kind", list(_HOOKS))
def test_what_leads_back_to_itself_is_read(kind: Kind) -> None:
    for circle, use in product(_CIRCLES, _USES):
        hook, reader = _HOOKS[kind]
        text = _TEXT.format(name=kind.class_name, hook=hook, reader=reader, circle=circle, use=use)
        try:
            lint(SourceFile.from_text(text), kind, noqa=False)
        except AssertionError as error:
            raise AssertionError(f"{circle}{use}\n{error}") from error
