"""Whether the settings of a component reach it, can be saved and can be read."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from typing import Any

from tests.conformance.table.base import Table

TABLE = Table("valves")
add = TABLE.add

SILENT = {
    "pipe": "async def pipe(self, body: dict) -> str:\n    return 'hello'",
    "filter": "async def inlet(self, body: dict) -> dict:\n    return body",
    "action": "async def action(self, body: dict) -> None:\n    body['seen'] = True",
    "tools": 'async def greet(self, name: str) -> str:\n    """Greet.\n\n    :param name: whom\n    """\n    return name',
}
"""Entry points that do not read the settings, so that only the settings can fail."""
FIELD = 'greeting: str = Field(default="hello", description="How the text begins")'


def block(head: str, *fields: str) -> str:
    """Return a nested class."""
    return head + "\n" + "\n".join(f"    {field}" for field in fields or (FIELD,))


def user(fields: str = 'tone: str = Field(default="warm", description="How it sounds")') -> str:
    """Return both settings classes."""
    return f"{block('class Valves(BaseModel):')}\n\n{block('class UserValves(BaseModel):', fields)}"


# What the class is.
for kind, silent in SILENT.items():
    add(f"no-base-{kind}", kind, "Valves without a base", "OWU201", settings=block("class Valves:"),
        methods=silent)  # fmt: skip
MODEL = "from pydantic import BaseModel, Field"
for name, says, codes, imports, settings in (
    ("dataclass", "a dataclass", ("OWU201",), "import dataclasses", block("@dataclasses.dataclass\nclass Valves:", 'greeting: str = "hello"')),
    ("typed-dict", "a TypedDict", ("OWU201",), "from typing import TypedDict", block("class Valves(TypedDict):", "greeting: str")),
    ("named-tuple", "a NamedTuple", ("OWU201",), "from typing import NamedTuple", block("class Valves(NamedTuple):", 'greeting: str = "hello"')),
    ("dict", "a dict", ("OWU201",), "", block("class Valves(dict):", 'greeting = "hello"')),
    ("v1", "a model of pydantic 1", ("OWU201",), "from pydantic.v1 import BaseModel, Field", block("class Valves(BaseModel):")),
    ("module-path", "pydantic.BaseModel", (), "import pydantic\nfrom pydantic import Field", block("class Valves(pydantic.BaseModel):")),
    ("alias", "a model under another name", (), "from pydantic import BaseModel as Model, Field", block("class Valves(Model):")),
    ("extra", "a model that takes anything", (), "from pydantic import BaseModel, ConfigDict, Field", block("class Valves(BaseModel):", 'model_config = ConfigDict(extra="allow")', FIELD)),
    ("old-config", "a model with class Config", (), MODEL, block("class Valves(BaseModel):", "class Config:", '    extra = "ignore"', "", FIELD)),
    ("empty", "a model without fields", (), "from pydantic import BaseModel", block("class Valves(BaseModel):", "pass")),
):  # fmt: skip
    add(
        name,
        "pipe",
        f"Valves: {says}",
        *codes,
        imports=imports,
        settings=settings,
        methods=SILENT["pipe"],
    )
add("local-base", "pipe", "Valves: a base of the file", before=block("class Base(BaseModel):"),
    settings="class Valves(Base):\n    pass")  # fmt: skip
add("outside-attached", "pipe", "Valves at module level, attached", before=block("class Valves(BaseModel):"),
    settings="Valves = Valves")  # fmt: skip
add("outside-attached-renamed", "pipe", "Valves at module level under another name, attached",
    before=block("class Settings(BaseModel):"), settings="Valves = Settings")  # fmt: skip
for kind, silent in SILENT.items():
    add(f"detached-{kind}", kind, "Valves at module level, not attached", "OWU203", settings="",
        before=block("class Valves(BaseModel):"), methods=silent,
        init="def __init__(self):\n    self.valves = Valves()")  # fmt: skip
add("detached-user", "pipe", "UserValves at module level, not attached", "OWU203",
    before=block("class UserValves(BaseModel):"))  # fmt: skip

# Whether the instance has them.
for kind, silent in SILENT.items():
    add(f"not-set-{kind}", kind, "The constructor does not set self.valves", "OWU202", methods=silent,
        init="def __init__(self):\n    self.title = 'probe'")  # fmt: skip
add("no-constructor", "pipe", "No constructor", "OWU202", init="", methods=SILENT["pipe"])
add("set-locally", "pipe", "The constructor sets a local instead", "OWU202", methods=SILENT["pipe"],
    init="def __init__(self):\n    valves = self.Valves()\n    self.title = valves.greeting")  # fmt: skip
add("set-elsewhere", "pipe", "The constructor sets another name", "OWU202", methods=SILENT["pipe"],
    init="def __init__(self):\n    self.settings = self.Valves()")  # fmt: skip
for name, says, init in (
    ("class-level", "on the class", "valves = Valves()"),
    ("annotated", "with an annotation", "def __init__(self):\n    self.valves: Pipe.Valves = self.Valves()"),
    ("chained", "in a chain", "def __init__(self):\n    self.settings = self.valves = self.Valves()"),
    ("tuple", "in a tuple", "def __init__(self):\n    self.valves, self.title = self.Valves(), 'probe'"),
    ("method", "by a method", "def __init__(self):\n    self.prepare()\n\ndef prepare(self):\n    self.valves = self.Valves()"),
    ("given", "with values", "def __init__(self):\n    self.valves = self.Valves(**{'greeting': 'hi'})"),
    ("named", "by the class's name", "def __init__(self):\n    self.valves = Pipe.Valves()"),
    ("setattr", "by setattr", "def __init__(self):\n    setattr(self, 'valves', self.Valves())"),
    ("dict-none", "as None first", "def __init__(self):\n    self.valves = None"),
    ("conditional", "in both branches", "def __init__(self):\n    if len(__name__) > 3:\n        self.valves = self.Valves()\n    else:\n        self.valves = self.Valves(greeting='')"),
):  # fmt: skip
    add(f"set-{name}", "pipe", f"self.valves is set {says}", init=init)
add("set-by-base", "pipe", "A base's constructor sets self.valves", init="", opening="class Pipe(Base):",
    before="class Base:\n    def __init__(self):\n        self.valves = self.Valves()")  # fmt: skip
add("set-by-super", "pipe", "The base's constructor is called", opening="class Pipe(Base):",
    init="def __init__(self):\n    super().__init__()",
    before="class Base:\n    def __init__(self):\n        self.valves = self.Valves()")  # fmt: skip
add("super-forgotten", "pipe", "The base's constructor is not called", "OWU202", opening="class Pipe(Base):",
    methods=SILENT["pipe"], init="def __init__(self):\n    self.title = 'probe'",
    before="class Base:\n    def __init__(self):\n        self.valves = self.Valves()")  # fmt: skip

# Fields.
for kind, silent in SILENT.items():
    add(f"required-{kind}", kind, "A field without default", "OWU204", valves="key: str", methods=silent,
        init="def __init__(self):\n    self.valves = self.Valves.model_construct()")  # fmt: skip
for name, codes, field in (
    ("ellipsis", ("OWU204",), 'key: str = Field(..., description="The key")'),
    ("described-only", ("OWU204",), 'key: str = Field(description="The key")'),
    ("optional-bare", ("OWU204",), "key: Optional[str]"),
    ("factory", (), 'names: list[str] = Field(default_factory=list, description="Names")'),
    ("alias-default", ("OWU220",), 'key: str = Field("", alias="Key", description="The key")'),
    ("bounds", (), 'limit: int = Field(default=3, ge=1, le=9, description="How many")'),
    (
        "class-variable",
        (),
        'LIMIT: ClassVar[int] = 3\nkey: str = Field(default="", description="Text")',
    ),
    ("private", (), '_cache: dict = {}\nkey: str = Field(default="", description="Text")'),
):
    add(name, "pipe", f"A field: {field.splitlines()[0]}", *codes, valves=field, methods=SILENT["pipe"],
        imports="from typing import ClassVar, Optional\n\nfrom pydantic import BaseModel, Field",
        init="def __init__(self):\n    self.valves = self.Valves.model_construct()")  # fmt: skip
for kind in SILENT:
    add(
        f"unannotated-{kind}",
        kind,
        "A field without a type",
        "OWU205",
        valves=f"{FIELD}\npriority = 0",
    )
for name, field in (
    ("field", 'limit = Field(default=3, description="How many")'),
    ("list", "names = []"),
    ("none", "key = None"),
):
    add(
        f"unannotated-{name}",
        "pipe",
        f"A field without a type: {field}",
        "OWU205",
        valves=f"{FIELD}\n{field}",
    )
add(
    "unannotated-user",
    "pipe",
    "A field of UserValves without a type",
    "OWU205",
    settings=user("tone = 'warm'"),
)
add(
    "unannotated-private",
    "pipe",
    "A private attribute without a type",
    valves=f"{FIELD}\n_seen = 0",
)

# Validators.
CHECK = "@field_validator('greeting')\n@classmethod\n{} check(cls, value):\n    return value"
VALIDATOR: dict[str, Any] = {
    "imports": "from pydantic import BaseModel, Field, field_validator, model_validator"
}
add("validator", "pipe", "A validator", valves=f"{FIELD}\n\n{CHECK.format('def')}", **VALIDATOR)
add("validator-async", "pipe", "A validator that is a coroutine", "OWU218",
    valves=f"{FIELD}\n\n{CHECK.format('async def')}", **VALIDATOR)  # fmt: skip
add("validator-model", "pipe", "A validator of the whole model", **VALIDATOR,
    valves=f"{FIELD}\n\n@model_validator(mode='after')\ndef check(self):\n    return self")  # fmt: skip
add("validator-model-async", "pipe", "A validator of the whole model that is a coroutine", **VALIDATOR,
    valves=f"{FIELD}\n\n@model_validator(mode='after')\nasync def check(self):\n    return self")  # fmt: skip

# Reading them.
add("unknown", "pipe", "A setting is read that does not exist", "OWU215",
    methods="async def pipe(self, body: dict) -> str:\n    return self.valves.greetings")  # fmt: skip
add("unknown-tools", "tools", "A setting is read that does not exist, in a tool", "OWU215",
    methods=SILENT["tools"].replace("return name", "return self.valves.greetings + name"))  # fmt: skip
add("known-inherited", "pipe", "A setting of a base is read", before=block("class Base(BaseModel):"),
    settings="class Valves(Base):\n    pass")  # fmt: skip
add("known-method", "pipe", "A method of the settings is called",
    valves=f"{FIELD}\n\ndef text(self):\n    return self.greeting",
    methods="async def pipe(self, body: dict) -> str:\n    return self.valves.text()")  # fmt: skip
add("known-model", "pipe", "A method of pydantic is called",
    methods="async def pipe(self, body: dict) -> str:\n    return str(self.valves.model_dump())")  # fmt: skip

# UserValves.
READ = {
    "pipe": "async def pipe(self, body: dict, __user__: dict) -> str:\n    return str({})",
    "filter": "async def inlet(self, body: dict, __user__: dict) -> dict:\n    print({})\n    return body",
    "action": "async def action(self, body: dict, __user__: dict) -> None:\n    print({})",
    "tools": 'async def greet(self, name: str, __user__: dict) -> str:\n    """Greet.\n\n    :param name: whom\n    """\n    return name + str({})',
}
for kind, read in READ.items():
    for name, says, codes, expression, settings in (
        ("attribute", "read as an attribute", (), '__user__["valves"].tone', user()),
        ("subscript", "subscripted", ("OWU212",), '__user__["valves"]["tone"]', user()),
        ("get", "read with get", ("OWU212",), '__user__["valves"].get("tone")', user()),
        ("without-class", "read without a class", ("OWU213",), '__user__["valves"].tone', block("class Valves(BaseModel):")),
        ("unknown", "read wrongly", ("OWU215",), '__user__["valves"].tune', user()),
    ):  # fmt: skip
        add(
            f"user-{name}-{kind}",
            kind,
            f"UserValves {says}",
            *codes,
            settings=settings,
            methods=read.format(expression),
        )
add("user-inherited", "pipe", "UserValves inherit from Valves",
    settings=block("class Valves(BaseModel):") + "\n\nclass UserValves(Valves):\n    pass",
    methods=READ["pipe"].format('__user__["valves"].greeting'))  # fmt: skip
add("user-no-base", "pipe", "UserValves without a base", "OWU201",
    settings=block("class Valves(BaseModel):") + "\n\n" + block("class UserValves:", "tone = 'warm'"),
    methods=READ["pipe"].format('__user__["name"]'))  # fmt: skip
add("user-required", "pipe", "UserValves with a field without default", "OWU204", settings=user("tone: str"),
    methods=READ["pipe"].format('__user__["name"]'))  # fmt: skip
add("user-guarded", "pipe", "UserValves looked for without a class, guarded",
    methods=READ["pipe"].format('"valves" in __user__ and __user__["valves"].tone'))  # fmt: skip
