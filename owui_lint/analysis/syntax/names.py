"""What names and constant expressions stand for: imports, dotted names, literals.

Where a question is asked of every node, types are compared by `is`: LibCST's nodes are abstract base
classes, and `isinstance` of those takes ten times as long to say no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Union

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.syntax.scopes import Scope

ImportedModule = Callable[[cst.ImportFrom, str], str]
"""What module an absolute `from module import …` reaches: see `framework`."""


@dataclass(frozen=True)
class Import:
    """One name that an import brings into the file.

    Attributes:
        module: the module's dotted name as it is imported ("" for `from . import x`)
        written: the module as written
        name: what is taken from the module; None for `import module`; "*" for all of it
        alias: the local name it is bound to (`a` for `import a.b`); "*" for `from m import *`
        level: number of leading dots
        node: the import's own part, `x as y`; the statement for `*`
        statement: the import statement
        scope: where it stands
    """

    module: str
    written: str
    name: str | None
    alias: str
    level: int
    node: cst.CSTNode
    statement: cst.Import | cst.ImportFrom
    scope: Scope

    @property
    def target(self) -> str:
        """The dotted name that the alias stands for."""
        if self.name is not None:
            return f"{self.module}.{self.name}" if self.module else self.name
        renamed = isinstance(self.node, cst.ImportAlias) and self.node.asname is not None
        return self.module if renamed else self.alias


def dotted(node: cst.CSTNode) -> str | None:
    """`a.b.c` as text, when the expression is just that."""
    if type(node) is cst.Name:
        return node.value
    parts: list[str] = []
    while type(node) is cst.Attribute:
        parts.append(node.attr.value)
        node = node.value
    if type(node) is not cst.Name:
        return None
    parts.append(node.value)
    return ".".join(reversed(parts))


def imports_of(scope: Scope, imported_module: ImportedModule) -> Iterator[Import]:
    """The imports of one scope, in source order within `import` and within `from … import`."""
    for node in scope.binders:
        if isinstance(node, cst.Import):
            for alias in node.names:
                module = dotted(alias.name) or ""
                yield Import(
                    module, module, None, _alias(alias, module.split(".")[0]), 0, alias, node, scope
                )
        elif isinstance(node, cst.ImportFrom):
            yield from _from_import(node, scope, imported_module)


def _from_import(
    node: cst.ImportFrom, scope: Scope, imported_module: ImportedModule
) -> Iterator[Import]:
    written = (dotted(node.module) or "") if node.module is not None else ""
    level = len(node.relative)
    module = imported_module(node, written) if level == 0 else written
    if isinstance(node.names, cst.ImportStar):
        yield Import(module, written, "*", "*", level, node, node, scope)
        return
    for alias in node.names:
        name = dotted(alias.name) or ""
        yield Import(module, written, name, _alias(alias, name), level, alias, node, scope)


def _alias(alias: cst.ImportAlias, otherwise: str) -> str:
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    return otherwise


def is_none(node: cst.CSTNode | None) -> bool:
    """Whether the expression is `None`."""
    return isinstance(node, cst.Name) and node.value == "None"


class Unknown:
    """The value of what is no constant."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN = Unknown()
Constant = Union[
    str,
    bytes,
    int,
    float,
    complex,
    bool,
    None,
    "list[object]",
    "tuple[object, ...]",
    "dict[object, object]",
]


def literal(node: cst.BaseExpression | None, scope: Scope | None = None, depth: int = 0) -> object:
    """The value of a constant expression, or UNKNOWN.

    Strings (also joined, concatenated with `+`), numbers, booleans, None, and lists, tuples and
    dicts of them, in which single unknown values stay `UNKNOWN`. With `scope`, a name that is
    assigned once in the file counts as its value.
    """
    if node is None or depth > MOST_LINKS:
        return UNKNOWN
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        return string_value(node)
    if isinstance(node, cst.Name):
        return _named_constant(node.value, scope, depth)
    if isinstance(node, (cst.Integer, cst.Float, cst.Imaginary)):
        return _number(node)
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        value = literal(node.expression, scope, depth + 1)
        return -value if isinstance(value, (int, float)) else UNKNOWN
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        left, right = literal(node.left, scope, depth + 1), literal(node.right, scope, depth + 1)
        return left + right if isinstance(left, str) and isinstance(right, str) else UNKNOWN
    return _collection(node, scope, depth)


_NAMED = {"None": None, "True": True, "False": False}


def _named_constant(name: str, scope: Scope | None, depth: int) -> object:
    if name in _NAMED:
        return _NAMED[name]
    value = scope.sole_value(name) if scope is not None else None
    return literal(value, scope, depth + 1) if value is not None else UNKNOWN


def _number(node: cst.Integer | cst.Float | cst.Imaginary) -> object:
    try:
        return node.evaluated_value
    except ValueError:  # more digits than Python converts
        return UNKNOWN


def _collection(node: cst.BaseExpression, scope: Scope | None, depth: int) -> object:
    if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        if any(not isinstance(e, cst.Element) for e in node.elements):
            return UNKNOWN
        items = [literal(e.value, scope, depth + 1) for e in node.elements]
        return tuple(items) if isinstance(node, cst.Tuple) else items
    if isinstance(node, cst.Dict):
        found: dict[object, object] = {}
        for element in node.elements:
            if not isinstance(element, cst.DictElement):
                return UNKNOWN
            key = literal(element.key, scope, depth + 1)
            if isinstance(key, (str, int, float, bool)) or key is None:
                found[key] = literal(element.value, scope, depth + 1)
        return found
    return UNKNOWN


def string_value(node: cst.CSTNode | None) -> object:
    """The value of a plain string literal (implicitly concatenated ones too), else UNKNOWN."""
    if type(node) is cst.SimpleString:
        plain = _plain_value(node.value)
        if plain is not None:
            return plain
    elif type(node) is not cst.ConcatenatedString:
        return UNKNOWN
    try:
        value = node.evaluated_value
    except (ValueError, SyntaxError):  # escapes that Python itself refuses
        return UNKNOWN
    return value if value is not None else UNKNOWN


def _plain_value(code: str) -> str | None:
    """The value of a literal without prefix, escapes and carriage returns: what is between the quotes.

    Most strings are like that, and to have Python evaluate each costs a tenth of the parse.
    """
    if code[0] not in "\"'" or "\\" in code or "\r" in code:
        return None
    length = 3 if code[:3] in ('"""', "'''") and len(code) > 5 else 1
    return code[length:-length]


def text(node: cst.CSTNode | None) -> str | None:
    """The value of a plain `str` literal, else None."""
    value = string_value(node)
    return value if isinstance(value, str) else None


def annotated_names(annotation: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The class names in an annotation: of `"Model"`, `Model | None` and `Optional[Model]` it is `Model`."""
    if isinstance(annotation, cst.SimpleString):
        quoted = text(annotation)
        if quoted is not None and quoted.isidentifier():
            yield cst.Name(quoted)
    elif isinstance(annotation, cst.BinaryOperation) and isinstance(annotation.operator, cst.BitOr):
        yield from annotated_names(annotation.left)
        yield from annotated_names(annotation.right)
    elif isinstance(annotation, cst.Subscript) and len(annotation.slice) == 1:
        index = annotation.slice[0].slice
        name = dotted(annotation.value)
        if isinstance(index, cst.Index) and name in ("Optional", "typing.Optional"):
            yield from annotated_names(index.value)
    else:
        yield annotation
