"""One wheel, as what the derivations read: parsed modules, page chunks, metadata."""

from __future__ import annotations

import ast
import functools
import zipfile
from collections.abc import Iterator, Mapping
from email.parser import Parser
from pathlib import Path

PACKAGE = "open_webui"
NOT_API = ("open_webui.migrations", "open_webui.test", "open_webui.internal.migrations")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class UnknownLayoutError(Exception):
    """A release is built in a way the derivations do not know: they need a look, not a guess."""


class Wheel:
    """A published release, read without running any of it."""

    def __init__(self, path: Path) -> None:
        """Open the wheel at `path`.

        Raises:
            ValueError: not a wheel of Open WebUI.
        """
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise ValueError(f"Not a wheel: `{path}` ({error})") from None
        names = self._zip.namelist()
        metadata = [name for name in names if name.endswith(".dist-info/METADATA")]
        if len(metadata) != 1 or not metadata[0].startswith(f"{PACKAGE}-"):
            raise ValueError(f"Not a wheel of Open WebUI: `{path}`")
        self._metadata = Parser().parsestr(self._text(metadata[0]))
        self.release: str = self._metadata["Version"]

    def _text(self, name: str) -> str:
        return self._zip.read(name).decode("utf-8", "replace")

    @property
    def requirements(self) -> list[str]:
        """The `Requires-Dist` lines."""
        return self._metadata.get_all("Requires-Dist") or []

    @functools.cached_property
    def modules(self) -> Mapping[str, ast.Module]:
        """Every module that can be imported, by its dotted name."""
        found = {}
        for name in sorted(self._zip.namelist()):
            dotted = module_name(name)
            if dotted is not None:
                found[dotted] = ast.parse(self._text(name).lstrip("\ufeff"), name)
        return found

    def chunks(self) -> Iterator[str]:
        """The text of each JavaScript chunk of the built pages."""
        for name in sorted(self._zip.namelist()):
            if "/_app/immutable/" in name and name.endswith(".js"):
                yield self._text(name)

    def module(self, *candidates: str) -> ast.Module:
        """The first of the candidates that this release has.

        Raises:
            UnknownLayoutError: it has none of them.
        """
        for candidate in candidates:
            if candidate in self.modules:
                return self.modules[candidate]
        raise UnknownLayoutError(f"{self.release} has none of {', '.join(candidates)}")


def module_name(path: str) -> str | None:
    """The dotted name of a file of the wheel; None when it is no module components can use."""
    if not (path.startswith(f"{PACKAGE}/") and path.endswith(".py")):
        return None
    dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if any(dotted == skipped or dotted.startswith(f"{skipped}.") for skipped in NOT_API):
        return None
    return dotted if all(part.isidentifier() for part in dotted.split(".")) else None


def functions_of(tree: ast.AST) -> Iterator[FunctionNode]:
    """Every function below `tree`, nested ones included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def find_function(tree: ast.AST, *names: str) -> FunctionNode | None:
    """The first function below `tree` that has one of the names."""
    return next((node for node in functions_of(tree) if node.name in names), None)


def constants(tree: ast.AST) -> Iterator[str]:
    """Every string literal below `tree`, those inside f-strings included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def called_name(node: ast.AST) -> str | None:
    """The last name of what a call calls: `get_tools` in `utils.get_tools(…)`."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else None
