"""Components of any length: one piece of a component, repeated, with and without mistakes.

Each shape grows in one way in which the model or a rule could become slower than linear: many
methods, one long method, many uses of one name, many callers of one helper …
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEADER = '''"""
title: Growing
author: owui-lint
version: 0.1.0
license: MIT
"""

import json
import logging

import requests
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)


'''

_PIPE = """class Pipe:
    class Valves(BaseModel):
        limit: int = Field(default=3, description="How many")

    def __init__(self) -> None:
        self.valves = self.Valves()

    async def pipe(self, body: dict, __event_emitter__=None, __user__: dict | None = None) -> str:
        total = self.valves.limit
        value = json.dumps(body)
"""


@dataclass(frozen=True)
class Shape:
    """A component with one part that can be repeated.

    Attributes:
        name: what grows
        before: the text before the part
        part: the part, by its number
        after: the text behind
    """

    name: str
    before: str
    part: Callable[[int], str]
    after: str = ""

    def text(self, lines: int) -> str:
        """A component of about that many lines."""
        count = max(1, lines // self.part(0).count("\n"))
        return HEADER + self.before + "".join(map(self.part, range(count))) + self.after


def _clean_method(n: int) -> str:
    return f'''
    async def _step_{n}(self, body: dict, emitter=None) -> dict:
        """Work on the newest message."""
        messages = body.get("messages") or []
        if not messages:
            return body
        newest = messages[-1]
        if isinstance(newest, dict) and newest.get("role") == "user":
            text = str(newest.get("content", ""))[: self.valves.limit + {n}]
            log.debug("Step %s of %s", {n}, len(text))
            newest = {{**newest, "content": text, "number": {n}}}
        if emitter is not None:
            await emitter({{"type": "status", "data": {{"description": "Step {n}", "done": True}}}})
        return {{**body, "messages": [*messages[:-1], newest]}}
'''


def _bad_method(n: int) -> str:
    return f"""
    async def step_{n}(self, body: dict = {{}}, __event_emitter__=None, __users__=None) -> dict:
        __event_emitter__({{"type": "statuss", "data": {{"description": "Step {n}"}}}})
        answer = requests.get("https://example.invalid/{n}", verify=False)
        key = "sk-" + str(self.valves.unknown_{n})
        await __event_emitter__({{"type": "notification", "data": {{"message": key}}}})
        if answer.ok:
            print(self.valves, eval(answer.text))
            return body
        self.emitter = __event_emitter__
"""


CLEAN = Shape(
    "clean methods",
    _PIPE + "        return value[:total]\n",
    _clean_method,
)
WITH_FINDINGS = Shape(
    "methods with findings", _PIPE + "        return value[:total]\n", _bad_method
)

SHAPES = (
    CLEAN,
    WITH_FINDINGS,
    Shape(
        "one long method",
        _PIPE,
        lambda n: f"        total = len(value) + {n}\n",
        "        return value[:total]\n",
    ),
    Shape(
        "names", _PIPE, lambda n: f"        name_{n} = value[{n}:total]\n", "        return value\n"
    ),
    Shape(
        "emissions",
        _PIPE,
        lambda n: (
            '        await __event_emitter__({"type": "status", "data": {"description": value}})\n'
        ),
        "        return value\n",
    ),
    Shape(
        "guarded emissions",
        _PIPE,
        lambda n: (
            "        if __event_emitter__:\n"
            f'            await __event_emitter__({{"type": "status", "data": {{"description": "{n}"}}}})\n'
        ),
        "        return value\n",
    ),
    Shape(
        "branches",
        _PIPE + "        if not value:\n            return value\n",
        lambda n: f"        elif total == {n}:\n            value += str({n})\n",
        "        return value\n",
    ),
    Shape(
        "early returns",
        _PIPE,
        lambda n: f"        if total == {n}:\n            return str({n})\n",
        "        return value\n",
    ),
    Shape(
        "loops",
        _PIPE,
        lambda n: (
            f"        for item in body.get('{n}', []):\n            try:\n                value += item['x']\n"
            "            except KeyError:\n                continue\n"
        ),
        "        return value\n",
    ),
    Shape(
        "blocking calls",
        _PIPE,
        lambda n: f"        value += requests.get('https://h.invalid/{n}').text\n",
        "        return value\n",
    ),
    Shape(
        "valve reads",
        _PIPE,
        lambda n: f"        total += self.valves.limit + self.valves.field_{n}\n",
        "        return value\n",
    ),
    Shape(
        "state on self",
        _PIPE,
        lambda n: f"        self.body_{n} = body\n        total += len(self.body_{n})\n",
        "        return value\n",
    ),
    Shape(
        "same state on self",
        _PIPE,
        lambda n: "        self.body = body\n        total += len(self.body)\n",
        "        return value\n",
    ),
    Shape(
        "appends",
        _PIPE + "        reply = ''\n",
        lambda n: f"        reply += str(total) + '{n}'\n",
        "        return reply\n",
    ),
    Shape(
        "logging",
        _PIPE,
        lambda n: f"        log.info('%s %s', value, total + {n})\n        print(value)\n",
        "        return value\n",
    ),
    Shape(
        "local aliases",
        _PIPE + "        alias_0 = self.valves\n",
        lambda n: f"        alias_{n + 1} = alias_{n}\n",
        "        return value\n",
    ),
    Shape(
        "user reads",
        _PIPE,
        lambda n: f"        total += len(__user__['valves'].get('x{n}'))\n",
        "        return value\n",
    ),
    Shape(
        "nested functions",
        _PIPE,
        lambda n: (
            f"        async def inner_{n}(x):\n            return await __event_emitter__(x)\n"
            f"        await inner_{n}(body)\n"
        ),
        "        return value\n",
    ),
    Shape(
        "lambdas",
        _PIPE,
        lambda n: f"        call_{n} = lambda x: x + total + {n}\n",
        "        return value\n",
    ),
    Shape(
        "chain of helpers",
        _PIPE + "        return await self._help_0(value)\n",
        lambda n: (
            f"\n    async def _help_{n}(self, value):\n        return await self._help_{n + 1}(value)\n"
        ),
    ),
    Shape(
        "callers of one helper",
        _PIPE
        + (
            "        return await self._emit(value)\n\n"
            "    async def _emit(self, value, emitter=None):\n"
            "        await emitter({'type': 'status', 'data': {'description': value"
            "}})\n"
        ),
        lambda n: (
            f"\n    async def _call_{n}(self, value):\n        return await self._emit(value, emitter=None)\n"
        ),
    ),
    Shape(
        "same method name",
        _PIPE + "        return value\n",
        lambda n: "\n    def again(self):\n        return self.again()\n",
    ),
    Shape(
        "valves",
        "class Pipe:\n    class Valves(BaseModel):\n        first: int = 0\n",
        lambda n: f'        api_key_{n}: str = Field(default="", description="Key {n}")\n',
        (
            "\n    def __init__(self):\n        self.valves = self.Valves()\n\n"
            "    async def pipe(self, body: dict) -> str:\n"
            "        return str(self.valves)\n"
        ),
    ),
    Shape(
        "classes",
        _PIPE + "        return value\n\n",
        lambda n: (
            f"\nclass Model{n}(BaseModel):\n    field: int = {n}\n\n"
            f"    def method(self):\n        return Model{n}()\n"
        ),
    ),
    Shape(
        "line of classes",
        _PIPE + "        return value\n\nclass Model0: pass\n",
        lambda n: f"class Model{n + 1}(Model{n}):\n    x: int = {n}\n",
    ),
    Shape(
        "functions",
        _PIPE + "        return value\n\n",
        lambda n: f"\ndef function_{n}(x):\n    return function_{n}(x)\n",
    ),
    Shape(
        "constants",
        "",
        lambda n: f"CONSTANT_{n} = {n}\n",
        "\n\n" + _PIPE + "        return value\n",
    ),
    Shape(
        "aliases of the class",
        _PIPE + "        return value\n\n",
        lambda n: "Other = Pipe\nPipe = Other\n",
    ),
    Shape(
        "imports",
        "",
        lambda n: f"import module_{n} as m{n}\n",
        "\n\n" + _PIPE + "        return value\n",
    ),
    Shape(
        "guarded imports",
        "",
        lambda n: f"try:\n    import requests as m{n}\nexcept ImportError:\n    m{n} = None\n",
        "\n\n" + _PIPE + "        return value\n",
    ),
    Shape(
        "host imports",
        "",
        lambda n: "from open_webui.models.users import Users\n",
        "\n\n" + _PIPE + "        return value\n",
    ),
    Shape(
        "module statements",
        "",
        lambda n: f"if CONSTANT:\n    x = {n}\nelse:\n    sys.exit({n})\n",
        "\n\n" + _PIPE + "        return value\n",
    ),
    Shape(
        "host calls",
        "from open_webui.models.users import Users\n\n" + _PIPE,
        lambda n: "        user = Users.get_user_by_id(value)\n",
        "        return value\n",
    ),
    Shape(
        "tools",
        "class Tools:\n",
        lambda n: (
            f"    def tool_{n}(self, city: str, count=3) -> str:\n"
            f'        """\n        Say something about {n}.\n\n        :param city: Name\n'
            '        Args:\n            city: Name\n        """\n        return city\n\n'
        ),
    ),
    Shape(
        "parameters",
        "class Tools:\n    def tool(\n        self,\n",
        lambda n: f"        p{n}: int = {n},\n",
        "    ) -> str:\n        return ''\n",
    ),
    Shape(
        "docstring",
        'class Tools:\n    def tool(self, a: str) -> str:\n        """\n        Say.\n\n',
        lambda n: f"        :param p{n}: Something\n",
        '        """\n        return a\n',
    ),
    Shape(
        "suppressions",
        _PIPE,
        lambda n: f"        total += {n}  # noqa: OWU301\n",
        "        return value\n",
    ),
    Shape(
        "used suppressions",
        _PIPE,
        lambda _: "        eval(value)  # noqa: OWU803\n",
        "        return value\n",
    ),
    Shape(
        "comments", _PIPE, lambda n: f"        # owui-lint: comment {n}\n", "        return value\n"
    ),
    Shape(
        "events of a helper class",
        (
            "class Emitter:\n    def __init__(self, emitter=None):\n"
            "        self.emitter = emitter\n\n    async def emit(self, text):\n"
            "        await self.emitter({'type': 'status', 'data': {'description': "
            "text}})\n\n\n"
        )
        + _PIPE
        + "        emitter = Emitter(__event_emitter__)\n",
        lambda n: f"        await emitter.emit('{n}')\n",
        "        return value\n",
    ),
    Shape(
        "one dictionary",
        "TABLE = {\n",
        lambda n: f"    'key_{n}': {{'id': '{n}', 'name': None, 'x': [1, 2, '3']}},\n",
        "}\n\n\n" + _PIPE + "        return TABLE\n",
    ),
    Shape(
        "one list of pipes",
        "class Pipe:\n    def pipes(self):\n        return [\n",
        lambda n: f"            {{'id': 'a{n}'}},\n",
        "        ]\n\n    def pipe(self, body):\n        return ''\n",
    ),
    Shape(
        "one string",
        'TEXT = """\n',
        lambda n: f"from utils import line {n}\n",
        '"""\n\n\n' + _PIPE + "        return TEXT\n",
    ),
    Shape(
        "one call",
        "TEXT = join(\n",
        lambda n: f"    'line {n}',\n",
        ")\n\n\n" + _PIPE + "        return TEXT\n",
    ),
    Shape(
        "one f-string",
        'TEXT = f"""\n',
        lambda n: "{log} line\n",
        '"""\n\n\n' + _PIPE + "        return TEXT\n",
    ),
    Shape(
        "global names",
        _PIPE,
        lambda n: f"        global g{n}\n        g{n} = self.valves\n",
        "        return value\n",
    ),
)
