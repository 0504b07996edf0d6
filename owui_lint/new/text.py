"""Makes the text of a new component of its kind's template and the reference components."""

from __future__ import annotations

import ast
import functools
import re
from importlib.resources import files

from owui_lint.kinds import Kind

_INCLUDE = re.compile(
    r"^#: (?P<file>\w+\.py) (?P<name>\w+)(?: (?P<old>\w+)=(?P<new>\w+))?$", re.MULTILINE
)
_TITLE, _HEADER = "{{title}}", "{{header}}"


def new_text(kind: Kind, header: dict[str, str]) -> str:
    """Return the text of a component.

    Args:
        kind: what it shall be
        header: the keys of its header and their values, each on one line; `title` among them
    """
    template = (files("owui_lint.new") / "templates" / f"{kind.value}.txt").read_text("utf-8")
    lines = "\n".join(f"{key}: {value}" for key, value in header.items())
    text = _INCLUDE.sub(_included, template)
    return text.replace(_HEADER, f'"""\n{lines}\n"""').replace(_TITLE, header["title"])


def _included(match: re.Match[str]) -> str:
    text = definition(match["file"], match["name"])
    return re.sub(rf"\b{match['old']}\b", match["new"], text) if match["old"] else text


def definition(file: str, name: str) -> str:
    """Return a top-level definition of a reference component, with the comment above it.

    Raises:
        KeyError: the component has no such definition
    """
    lines, tree = _component(file)
    for node in tree.body:
        if name in _names(node):
            start = node.lineno - 1
            while start and lines[start - 1].startswith("#"):
                start -= 1
            return "\n".join(lines[start : node.end_lineno])
    raise KeyError(f"{file} defines no `{name}`")


@functools.cache
def _component(file: str) -> tuple[list[str], ast.Module]:
    text = (files("owui_lint.components") / file).read_text("utf-8")
    return text.splitlines(), ast.parse(text)


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []
