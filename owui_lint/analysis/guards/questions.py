"""Functions, by their dotted names, that ask what the file runs in."""

from __future__ import annotations

FINDERS = frozenset({"importlib.util.find_spec", "find_spec", "pkgutil.find_loader"})
LOADERS = frozenset({"importlib.import_module", "import_module", "__import__"})
ASYNC_TESTS = frozenset(
    {"inspect.iscoroutinefunction", "asyncio.iscoroutinefunction", "iscoroutinefunction"}
)
VALUE_TESTS = frozenset(
    {"inspect.isawaitable", "inspect.iscoroutine", "asyncio.iscoroutine", "isawaitable"}
    | {"inspect.signature", "signature", "iscoroutine", "inspect.getfullargspec"}
)
"""Functions whose answer about a thing of the world differs by release."""
VERSIONS = frozenset({"importlib.metadata.version", "importlib_metadata.version"})
