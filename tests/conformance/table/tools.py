"""Which methods become tools, under which name, and what calling them does."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from typing import Any

from tests.conformance.table.base import Table

TABLE = Table("tools")

DOC = '"""Greet.\n\n    :param name: whom to greet\n    """'
NAME = f"async def greet(self, name: str) -> str:\n    {DOC}\n    return name"
GREET = NAME.replace("return name", 'return f"{self.valves.greeting} {name}"')


def add(id: str, says: str, *codes: str, **parts: Any) -> None:  # noqa: A002
    """Add a row of the kind tools."""
    TABLE.add(id, "tools", says, *codes, **parts)


def init(*lines: str) -> str:
    """Return a constructor with more lines."""
    return "\n".join(
        [
            "def __init__(self):",
            *(f"    {line}" for line in ("self.valves = self.Valves()", *lines)),
        ]
    )


# Signatures.
for name, says, codes, parameters in (
    ("default", "an optional parameter", (), "name: str = 'you'"),
    ("two", "two parameters", (), "name: str, times: int = 1"),
    ("keyword-only", "a keyword-only parameter", (), "*, name: str"),
    ("positional-only", "a positional-only parameter", ("OWU302|OWU308|OWU507",), "name: str, /"),
    ("star-args", "*args", ("OWU507",), "name: str, *args"),
    ("star-kwargs", "**kwargs", ("OWU507",), "name: str, **kwargs"),
    ("star-typed", "typed **kwargs", ("OWU507",), "name: str, **kwargs: str"),
    ("private", "a private parameter", ("OWU510",), "name: str, _limit: int"),
    ("private-default", "a private parameter with a default", (), "name: str, _limit: int = 3"),
    ("reserved", "a parameter called model_config", ("OWU518",), "name: str, model_config: str"),
    ("reserved-default", "model_config with a default", ("OWU518",), "name: str, model_config: str = ''"),
    ("schema", "a parameter called schema", (), "name: str, schema: str"),
    ("copy", "a parameter called copy", (), "name: str, copy: str"),
    ("model-prefix", "a parameter called model_name", (), "name: str, model_name: str"),
    ("model-dump", "a parameter called model_dump", ("OWU518",), "name: str, model_dump: str"),
    ("model-fields", "a parameter called model_fields", (), "name: str, model_fields: str"),
    ("json", "a parameter called json", (), "name: str, json: str"),
    ("class-name", "a parameter called cls", (), "name: str, cls: str"),
    ("plain-user", "a parameter called user, which is the model's", (), "name: str, user: str"),
    ("field", "a Field as default", (), "name: str = Field(default='you', description='whom to greet')"),
):  # fmt: skip
    warns = ("OWU516",) if name == "field" else ()
    add(f"signature-{name}", f"A tool with {says}", *codes, warns=warns,
        methods=f"async def greet(self, {parameters}) -> str:\n    {DOC}\n    return 'hello'")  # fmt: skip
add(
    "signature-none",
    "A tool without parameters",
    methods='async def greet(self) -> str:\n    """Greet."""\n    return "hello"',
)
add(
    "untyped",
    "A parameter without a type",
    warns=("OWU506",),
    methods=NAME.replace("name: str", "name"),
)
add(
    "without-self",
    "A method without self",
    "OWU515",
    methods='async def greet() -> str:\n    """Greet."""\n    return "hello"',
)
add("without-self-parameter", "A method without self whose first parameter takes its place", "OWU515",
    methods=f"async def greet(name: str) -> str:\n    {DOC}\n    return name.upper()")  # fmt: skip
add("static", "A static method", methods="@staticmethod\n" + NAME.replace("self, ", ""))
add("class-method", "A class method", methods="@classmethod\n" + NAME.replace("self", "cls"))
add("sync", "A tool that is no coroutine", methods=NAME.replace("async ", ""))
add("inherited", "A tool of a base of the file", methods="", opening="class Tools(Base):",
    before="class Base:\n    " + NAME.replace("\n", "\n    "))  # fmt: skip
add("overridden", "A tool that a subclass overrides", methods=NAME, opening="class Tools(Base):",
    before="class Base:\n    " + NAME.replace("\n", "\n    "))  # fmt: skip

add("signature-private-documented", "A private parameter with a default that the docstring describes", "OWU510",
    methods="""async def greet(self, name: str, _limit: int = 3) -> str:
    \"\"\"Greet.

    :param name: whom to greet
    :param _limit: how often
    \"\"\"
    return name""")  # fmt: skip

# Docstrings.
for name, says, warns, doc in (
    ("none", "no docstring", ("OWU502",), ""),
    ("empty", "an empty docstring", ("OWU502",), '""""""'),
    ("plain", "a docstring without parameters", (), '"""Greet a person."""'),
    ("google", "a Google docstring", ("OWU504",), '"""Greet.\n\n    Args:\n        name: whom to greet\n    """'),
    ("numpy", "a NumPy docstring", ("OWU504",), '"""Greet.\n\n    Parameters\n    ----------\n    name : str\n        whom to greet\n    """'),
    ("typed-param", ":param str name:", ("OWU504",), '"""Greet.\n\n    :param str name: whom to greet\n    """'),
    ("mismatch", "a parameter that is not there", ("OWU505",), '"""Greet.\n\n    :param nam: whom to greet\n    """'),
    ("return", "a :return:", (), '"""Greet.\n\n    :param name: whom to greet\n    :return: the greeting\n    """'),
    ("wrapped", "a description of two lines", (), '"""Greet.\n\n    :param name: whom to greet,\n        by the first name\n    """'),
    ("single-quotes", "single quotes", (), "'''Greet.\n\n    :param name: whom to greet\n    '''"),
    ("raw", "a raw docstring", (), 'r"""Greet.\n\n    :param name: whom to greet\n    """'),
):  # fmt: skip
    inner = f"    {doc}\n" if doc else ""
    add(f"doc-{name}", f"A tool with {says}", warns=warns,
        methods=f"async def greet(self, name: str) -> str:\n{inner}    return name")  # fmt: skip

# Decorators.
WRAPPER = "def traced(function):\n{}    {}def wrapper(*args, **kwargs):\n        return {}function(*args, **kwargs)\n\n    return wrapper"
WRAPS = "    @functools.wraps(function)\n"
for name, says, codes, wraps, head, call in (
    ("unwrapped", "without wraps", ("OWU512",), "", "async ", "await "),
    ("unwrapped-sync", "sync, without wraps", ("OWU512|OWU320",), "", "", ""),
    ("wrapped", "with wraps", (), WRAPS, "async ", "await "),
    ("wrapped-sync", "sync, with wraps", ("OWU320",), WRAPS, "", ""),
):
    add(f"decorator-{name}", f"A decorator of the file {says}", *codes,
        before=f"import functools\n\n\n{WRAPPER.format(wraps, head, call)}", methods=f"@traced\n{NAME}")  # fmt: skip
add("decorator-same", "A decorator that gives the function back", methods=f"@marked\n{NAME}",
    before="def marked(function):\n    function.marked = True\n    return function")  # fmt: skip
add("decorator-sync-tool", "A decorator without wraps on a sync tool", "OWU512",
    before=WRAPPER.format("", "", ""), methods=f"@traced\n{NAME.replace('async ', '')}")  # fmt: skip
add("decorator-cache", "A decorator of the standard library", before="import functools",
    methods=f"@functools.lru_cache\n{NAME.replace('async ', '')}")  # fmt: skip

# Attributes and other public things.
for name, says, codes, line in (
    ("lambda", "a lambda", ("OWU511",), "self.shout = lambda text: text.upper()"),
    ("partial", "a partial", ("OWU511",), "self.shout = functools.partial(str.upper, 'a')"),
    ("function", "a function of the standard library", ("OWU511",), "self.dumps = json.dumps"),
    ("builtin", "a builtin", ("OWU511",), "self.shout = print"),
    ("object", "an object that can be called", ("OWU511",), "self.shout = Shouter()"),
    ("private", "a private lambda", (), "self._shout = lambda text: text.upper()"),
    ("dunder", "a lambda with two underscores", (), "self.__shout = lambda text: text.upper()"),
    ("text", "a text", (), "self.shout = 'hello'"),
    ("plain-object", "an object that cannot be called", (), "self.shout = object()"),
    ("class", "a class", (), "self.shout = Shouter"),
    ("module", "a module", (), "self.shout = json"),
):
    # Until 0.8.9 only names with two underscores were left out, and `self.__x` is none: Python
    # stores it as `_Tools__x`.
    earlier = {"0.8.10": ("OWU511",)} if name in ("private", "dunder") else {}
    add(f"attribute-{name}", f"An attribute: {says}", *codes, earlier=earlier, init=init(line),
        imports="import functools\nimport json\n\nfrom pydantic import BaseModel, Field",
        before="class Shouter:\n    def __call__(self, text: str) -> str:\n        return text.upper()")  # fmt: skip
add(
    "attribute-class-lambda",
    "A lambda on the class",
    "OWU511",
    methods=f"shout = staticmethod(lambda text: text)\n\n{GREET}",
)
add("attribute-class-function", "A function of the file on the class", "OWU511",
    before="def shout(text: str) -> str:\n    return text.upper()", methods=f"loud = staticmethod(shout)\n\n{GREET}")  # fmt: skip
add("alias", "A second name for a tool", "OWU511", methods=f"{GREET}\n\nhello = greet")
add("property", "A property", methods=f"@property\ndef title(self):\n    return 'probe'\n\n{GREET}")
add(
    "private-method",
    "A private method",
    methods=f"{GREET}\n\ndef _shout(self, text):\n    return text.upper()",
)
add("helper", "A public helper", warns=("OWU501", "OWU506"),
    methods=NAME.replace("return name", "return self.shout(name)") + "\n\ndef shout(self, text):\n    return text.upper()")  # fmt: skip
add(
    "nested-class",
    "A nested class that is no settings class",
    methods=f"class Cache:\n    size = 3\n\n{GREET}",
)
add(
    "call",
    "An instance that can be called",
    methods=f"def __call__(self):\n    return 1\n\n{GREET}",
)
add(
    "name-umlaut",
    "A name outside ASCII",
    warns=("OWU513",),
    methods=NAME.replace("greet", "grüßen"),
)
add("name-long", "A name of 70 letters", warns=("OWU513",), methods=NAME.replace("greet", "g" * 70))
add("name-64", "A name of 64 letters", methods=NAME.replace("greet", "g" * 64))

# Results.
for name, says, codes, head, body in (
    ("text", "text", (), "async def", "return 'hello'"),
    ("dict", "a dictionary", (), "async def", "return {'a': 1}"),
    ("list", "a list", (), "async def", "return [1, 2]"),
    ("none", "nothing", (), "async def", "print(name)"),
    ("async-generator", "chunks, async", ("OWU313",), "async def", "yield 'hello'"),
    ("generator", "chunks", ("OWU313",), "def", "yield 'hello'"),
    ("html", "a page", (), "async def", "from starlette.responses import HTMLResponse\n    return HTMLResponse('<p>', headers={'Content-Disposition': 'inline'})"),
):  # fmt: skip
    add(
        f"result-{name}",
        f"A tool gives {says}",
        *codes,
        methods=f"{head} greet(self, name: str):\n    {DOC}\n    {body}",
    )

# What arrives.
PLACE = "class Place(BaseModel):\n    name: str"
WHERE = '"""Go.\n\n    :param place: where to\n    """'
for name, says, codes, expression in (
    ("attribute", "read as an object", ("OWU514",), "place.name"),
    ("subscript", "read as the dictionary it is", (), "place['name']"),
    ("validated", "validated first", (), "Place.model_validate(place).name"),
    ("unpacked", "unpacked first", (), "Place(**place).name"),
):
    add(f"model-{name}", f"A model parameter {says}", *codes, before=PLACE,
        methods=f"async def go(self, place: Place) -> str:\n    {WHERE}\n    return {expression}")  # fmt: skip
add("model-rebound", "A model parameter made an object under its own name", before=PLACE,
    methods=f"async def go(self, place: Place) -> str:\n    {WHERE}\n    place = Place(**place)\n    return place.name")  # fmt: skip
