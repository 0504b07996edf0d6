"""Types that pydantic cannot describe to the model, by dotted name: measured on the host's pydantic 2.13."""

from __future__ import annotations

import builtins
import inspect

_ABSTRACT = frozenset(
    {"Awaitable", "Coroutine", "Iterator", "AsyncIterator", "AsyncIterable", "AsyncGenerator"}
    | {"Container", "Collection", "Reversible", "Sized", "ByteString"}
)

NOT_JSON = frozenset({"typing.Callable", "collections.abc.Callable", "type"})
"""Known to pydantic, but not to JSON: the save fails unless a union has another member."""

BUILTIN_FUNCTIONS = frozenset(
    name for name, value in vars(builtins).items() if inspect.isbuiltin(value)
)
"""Functions of Python's own: `print`, and `any` and `callable`, written for `Any` and `Callable`."""

UNFINISHED = frozenset({"typing.Optional", "typing.Union", "typing.Literal"})
"""Of no meaning without types in brackets."""

OBJECTS = frozenset(
    {f"{module}.{name}" for module in ("typing", "collections.abc") for name in _ABSTRACT}
    | {f"typing.{name}" for name in ("ContextManager", "AsyncContextManager", "SupportsInt")}
    | {f"typing.{name}" for name in ("SupportsFloat", "IO", "TextIO", "BinaryIO", "Match")}
    | {"typing.NoReturn", "typing.Never", "typing.LiteralString"}
    | {"bytearray", "classmethod", "enumerate", "filter", "map", "memoryview", "property", "range"}
    | {"reversed", "slice", "staticmethod", "super", "zip", "io.StringIO", "io.BytesIO"}
    | {"logging.Logger", "asyncio.Queue", "asyncio.Event", "threading.Lock"}
    | {"fastapi.Request", "starlette.requests.Request", "aiohttp.ClientSession"}
    | {"httpx.AsyncClient", "requests.Session", "requests.Response"}
    | {
        name
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    }
)
"""Types without a description of their own: the save fails."""

PLAIN_BASES = frozenset(
    {"str", "int", "float", "bytes", "list", "dict", "set", "tuple", "typing.List", "typing.Dict"}
    | {"collections.OrderedDict", "collections.UserDict"}
    | {name for name in OBJECTS if "." not in name}
)
"""Bases of a class that do not make pydantic know it."""

DESCRIBING = frozenset(
    {"Annotated", "SkipJsonSchema", "InstanceOf", "SkipValidation", "ImportString", "ClassVar"}
    | {"InitVar"}
)
"""Wrappers in the fields of a model that may tell how the type inside is described."""
