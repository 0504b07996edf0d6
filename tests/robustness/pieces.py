"""What the grammar is made of: pieces of components, right and wrong, as authors write them.

`{n}` is a number that makes names differ. A piece is indented by the grammar.
"""

HEADERS = (
    '"""\ntitle: Fuzzed\nauthor: owui-lint\nversion: 0.1.0\nlicense: MIT\n"""\n',
    '"""\ntitle: Ünïcödé 你好\nAuthor: me\nversion: one\nrequirements: a>=1,<2, b[c], # d\n"""\n',
    '"""\ntitle: T\nrequirements:\n  - httpx\n  - rich\nlicence: MIT\nauthor: a"""\n',
    "'''\ntitle: T\nauthor: a\n'''\n",
    'r"""\ntitle: T\nauthor-url: x\n"""\n',
    '"""title: T\nversion: 0.1.0\ndescription: >\n  long\n"""\n',
    "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n",
    'from __future__ import annotations\n"""\ntitle: T\nauthor: b\n"""\n',
    '\n\n"""\ntitle: T\nrequired_open_webui_version: >=v0.5\nicon_url: data:image/png;base64,AA\n"""\n',
    '"""\n    title: T\n    title: U\n\tversion : 1\n"""\n',
    '"""\ntitle: {n}\nauthor: YourName\nfunding_url: nowhere\ngit_url: https://github.com/username/repo\n"""',
    "",
)

IMPORTS = (
    "import os, sys, json as j",
    "import asyncio\nimport time; import requests as r",
    "from typing import *",
    "from typing import Any, Callable, Literal, Optional, TYPE_CHECKING",
    "from pydantic import BaseModel, Field, SecretStr, field_validator",
    "import pydantic",
    "from pydantic.v1 import BaseModel as Base, Field",
    "from open_webui.models.users import Users, UserModel",
    "from open_webui.apps.webui.models.chats import Chats",
    "from open_webui.utils.chat import generate_chat_completion",
    "from apps.webui.models.memories import Memories",
    "from configparser import ConfigParser",
    "from . import sibling",
    "from .. import *",
    "try:\n    import numpy as np\nexcept ImportError:\n    np = None",
    "if TYPE_CHECKING:\n    from collections.abc import Awaitable",
    "import a.b.c.d, a.b as ab",
    "from (parenthesis) import x",
    "from dataclasses import dataclass, field\nfrom enum import Enum",
    "from functools import wraps, partial, lru_cache",
    "import google.generativeai as genai",
    "import yfinance, bs4, PIL.Image",
)

MODULE = (
    'API_KEY = "sk-abcdefghijklmnopqrstuvwxyz0123456789ABCD"',
    "X{n} = Y{n} = lambda *a, **k: X{n}",
    "class Valves(BaseModel):\n    late: str",
    "valves = None\ntoggle: bool = True\nactions = [{{'id': 'a.b'}}]",
    'if __name__ == "__main__":\n    print(Pipe())',
    "sys.exit(0)",
    "def helper{n}(emitter, *args, **kwargs):\n    return emitter({{'type': 'status'}})",
    "async def emit{n}(emitter=None):\n    await emitter({{'type': 'status', 'data': {{'description': 'x'}}}})",
    "class Emitter:\n    def __init__(self, e=None): self.e = e\n    async def send(self, t): await self.e(t)",
    "def quiet(f):\n    def inner(*a, **k):\n        return f(*a, **k)\n    return inner",
    "@dataclass\nclass Point:\n    x: int = 0\n    y: 'Point' = None",
    "class Color(str, Enum):\n    RED = 'red'",
    "class Outer:\n    class Pipe:\n        def pipe(self, body): pass",
    "def make():\n    class Tools:\n        def t(self): ...\n    return Tools",
    "Pipe = Filter = None",
    "del Pipe",
    "Pipe.x = 1; Pipe.y: int = 2",
    "for i in range(3): globals()[f'C{{i}}'] = i",
    "with open('x') as f, open('y') as g: pass",
    (
        "match sys.argv:\n    case [a, *rest] if a: b = rest\n"
        "    case {{'k': Pipe() as p, **kw}}: pass\n    case _: pass"
    ),
    "x: int\n(y): str = ''\n[a, (b, *c)] = 1, (2, 3)",
    "assert (walrus := 1)",
    "# noqa: OWU101\n# owui-lint: disable=OWU204",
    "'''unused\nstring'''; ...",
    "async def main():\n    return [x async for x in y if await z]",
    "exec('print(1)')\neval(input())",
)

NEWER = (
    "try:\n    pass\nexcept* ValueError as group:\n    raise",
    "type Alias[T] = list[T]",
    "def generic[T: (int, str), *Ts, **P](x: T) -> T: return x",
    "class Generic[T = int](list[T]): pass",
    "f'{{f'{{1}}'}}' f\"{{'a' \"b\"}}\"",
    "try: pass\nexcept A, B: pass",
    "t'{{x}}'",
    "with (open('a') as a, open('b')): pass",
)
"""Syntax that only newer Pythons have."""

FIELDS = (
    'priority: int = Field(default=0, description="Order")',
    "priority = 0",
    "api_key: str = ''",
    'API_KEY: Optional[str] = Field(default=None, json_schema_extra={{"input": {{"type": "password"}}}})',
    "needed: str",
    "secret: SecretStr = SecretStr('x')",
    "options: dict = {{}}",
    'mode: Literal["a", "b"] = Field("a", json_schema_extra={{"input": {{"type": "select", "options": "no"}}}})',
    "flag: bool | None = None",
    "pipelines: list[str] = ['*']",
    "x{n}, y{n} = 1, 2",
    "model_config = {{'extra': 'allow'}}",
    "when: 'datetime' = os.getenv('X')",
    "token: str = os.environ['T']  # a comment",
    '@field_validator("api_key")\n@classmethod\nasync def check{n}(cls, v): return v',
    "class Inner(BaseModel):\n    z: int = 0",
    "pass",
    '"""Docs."""',
    "nested: list[list['Unknown']] = Field(default_factory=list)",
)

PARAMETERS = (
    "body: dict",
    "body",
    "event: dict = {{}}",
    "user_message: str, model_id: str, messages: list, body: dict",
    "__user__: dict = {{}}",
    "__user__: Optional[dict] = None",
    "__event_emitter__=None",
    "__event_emitter__: Callable[[dict], Any]",
    "__event_call__: Any = None",
    "__users__=None",
    "__request__",
    "__metadata__: dict = None",
    "user: Optional[dict] = None",
    "city: str",
    "count: int = Field(3, description='How many')",
    "x{n}: Annotated[str, Field(description='d')] = 'é'",
    "_private",
    "point: 'Point' = None",
    "callback: Callable = print",
    "/",
    "*",
    "*args: int",
    "**kwargs",
    "model_config: str = ''",
)

STATEMENTS = (
    "return body",
    "return",
    "return None",
    "return {{'content': 'x'}}",
    "yield 'chunk'",
    "yield {{'event': {{'type': 'status', 'data': {{}}}}}}",
    "raise ValueError(f'{{self.valves.api_key}} failed')",
    "await __event_emitter__({{'type': 'status', 'data': {{'description': 'x', 'done': False}}}})",
    "__event_emitter__({{'type': 'statuss', 'data': {{'done': True}}}})",
    (
        "await __event_emitter__(\n    {{  # a comment\n        'type': 'notification',\n"
        "        'data': {{'message': body}},\n    }}\n)"
    ),
    "await __event_emitter__('text')",
    "answer = await __event_call__({{'type': 'confirmation', 'data': {{'title': 't', 'message': 'm'}}}})",
    "if answer: pass",
    "if await __event_call__({{'type': 'input', 'data': {{'title': 't'}}}}): x = 1",
    "if not __event_emitter__: return body",
    "if __event_emitter__ is not None: await __event_emitter__({{'type': 'message', 'data': {{}}}})",
    "emitter = __event_emitter__ or (lambda e: e)",
    "self.emitter = __event_emitter__",
    "self.valves.unknown_{n} += self.valves['x']",
    "key = __user__['valves']['key'] + __user__['valves'].get('x', '')",
    "valves = __user__.get('valves', {{}}).get('y')",
    "user = Users.get_user_by_id(__user__['id'])",
    "user = await Users.get_user_by_id(__user__['id'])",
    "Users.update_user_by_id(user.id, {{}}); Memories.insert_new_memory('a', 'b')",
    "data = requests.get(url, verify=False).json()",
    "time.sleep(1); subprocess.run('ls', shell=True)",
    "asyncio.run(self.helper())",
    "self.helper()",
    "await asyncio.gather(*[self.helper(x) for x in body], return_exceptions=True)",
    "loop = asyncio.get_event_loop(); loop.run_until_complete(self.helper())",
    "os.system(body['messages'][-1]['content'])",
    "print(self.valves, self.valves.api_key)",
    "body['model'] = body['model'].replace('fuzzed.', '').split('.', 1)[-1]",
    "x, *y = z = body",
    "x: int = (y := 3)",
    "global G{n}\nG{n} = body",
    "del body['x'], x",
    "lambda: (yield)",
    "f'{{x!r:>{{y}}}} {{z=}}' 'a'",
    "'''a\n  b\n'''",
    "...",
    "pass  # noqa: OWU312",
    "eval(x)  # noqa",
    "assert isinstance(body, dict), 'no'",
    "import httpx",
    "from open_webui.config import SRC_LOG_LEVELS",
    "log.setLevel(SRC_LOG_LEVELS['MODELS']); request.app.state.config.X",
    "a \\\n    = b",
    "(a\n .b(c)\n .d)",
    "[i for i in range(10) if i for j in i]",
    "print(*args, **kwargs, sep='')",
    "raise",
    "break",
    "nonlocal body",
)

BLOCKS = (
    "if {test}:\n{a}",
    "if {test}:\n{a}\nelif {test}:\n{b}\nelse:\n{a}",
    "for x, (y, z) in body.items():\n{a}\nelse:\n{b}",
    "async for chunk in self.stream():\n{a}",
    "while True:\n{a}",
    "try:\n{a}\nexcept (KeyError, TypeError) as e:\n{b}\nelse:\n{a}\nfinally:\n{b}",
    "try:\n{a}\nexcept:\n{b}",
    "with suppress(Exception):\n{a}",
    "async with httpx.AsyncClient(verify=False) as client, x:\n{a}",
    "match body:\n    case {{'k': v, **rest}} if v:\n{A}\n    case [1, *_] | None:\n{B}\n    case _:\n{A}",
    "def inner{n}(x=body, *, emitter=__event_emitter__):\n{a}",
    "async def inner{n}():\n{a}",
    "class Local{n}(BaseModel):\n{a}",
    "# a comment on a line of its own\n\n{a}\n    # behind",
)

TESTS = (
    "body",
    "not __event_emitter__",
    "__event_emitter__ is not None and __user__",
    "TYPE_CHECKING",
    "False",
    "(n := len(body)) > 10",
    "isinstance(__user__['valves'], dict)",
    "await __event_call__({{'type': 'confirmation', 'data': {{}}}})",
    "'x' in body or y",
    "lambda: 1",
)

DOCSTRINGS = (
    '"""\nDo it.\n\n:param city: Where\n:param str count: How many\n:params x: y\n:return: It\n"""',
    '"""Do it.\n\nArgs:\n    city (str): Where\n    nothing: There is none\n\nReturns:\n    It\n"""',
    "'''Do it.\n\nParameters\n----------\ncity : str\n    Where\n'''",
    '"""Ünïcödé: “quotes” \\N{{BULLET}} \\\n  continued"""',
    'r"""from utils import x"""',
    "f'''no docstring'''",
    "",
)

DECORATORS = (
    "@staticmethod",
    "@classmethod",
    "@property",
    "@quiet",
    "@wraps(print)",
    "@lru_cache",
    "",
)
BASES = (
    "",
    "()",
    "(object)",
    "(BaseModel)",
    "(Unknown, metaclass=Meta)",
    "(Outer.Pipe)",
    "(*bases, **kw)",
    "[T]",
)
CLASS_NAMES = (
    "Pipe",
    "Filter",
    "Action",
    "Event",
    "Tools",
    "Pipeline",
    "Function",
    "Tool",
    "pipe",
    "Mine",
)
HOOKS = (
    "pipe", "pipes", "inlet", "outlet", "stream", "request", "action", "event", "execute",
    "on_startup", "on_shutdown", "on_valves_updated", "helper", "get_weather", "_private", "__init__", "run",
)  # fmt: skip
MEMBERS = (
    "toggle = True",
    "valves = Valves()",
    "pipe = make()",
    "pipes = [{{'id': 'a'}}, {{'name': 'b'}}, 3, *more]",
    "actions: list = [{{'name': 'x'}}]",
    "helper = lambda self, x: x",
    "inlet = outlet = staticmethod(print)",
    "type = 'manifold'; id = 'x'",
    "run = partial(print, 1)",
    "file_handler, icon = True, ''",
    "async_thing = None if True else 1",
    "@property\ndef valves(self): return self._v",
)
INITS = (
    "def __init__(self):\n    self.valves = self.Valves()\n    self.type = 'pipe'; self.id = 'x'",
    "def __init__(self, x):\n    super().__init__()\n    self.citation = True",
    "async def __init__(self): pass",
    (
        "def __init__(self):\n"
        "    self.a = self.b = self.Valves(**{{k: os.getenv(k, '') for k in self.Valves.model_field"
        "s}})"
    ),
    (
        "def __init__(self):\n    self.setup()\n    print(self.valves.api_key)\n\n"
        "def setup(self):\n    self.valves: 'Pipe.Valves' = Pipe.Valves()"
    ),
    "def __init__(self, *args, **kwargs): (self.valves, self.x) = self.Valves(), {{}}",
    "",
)
