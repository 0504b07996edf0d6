"""What binds names: which nodes do, which names, and to what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import libcst as cst

_UNPACKING = (cst.Tuple, cst.List)


class Binding(NamedTuple):
    """One place where a scope gives a name a value.

    A tuple, as there is one for every assignment, and frozen dataclasses take twice as long to make.

    `how` is one of "import", "assign", "annotation" (without value), "augmented", "def", "class",
    "parameter", "for", "with", "except", "walrus", "comprehension", "delete" and "match".
    `value` is the expression bound, where it is exactly that expression (`a = b = 1`, `x: int = 1`,
    `(y := 1)`, `p, q = 1, 2`); for "with" and "for" it is the context manager or iterable.
    """

    name: str
    how: str
    node: cst.CSTNode
    value: cst.BaseExpression | None = None


def targets(
    target: cst.BaseExpression, value: cst.BaseExpression | None
) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression | None]]:
    """Each single target that an assignment of `value` to `target` fills, unpacking tuples and lists."""
    if isinstance(target, _UNPACKING):
        sources: list[cst.BaseExpression | None] = [None] * len(target.elements)
        if isinstance(value, (cst.Tuple, cst.List)) and len(value.elements) == len(target.elements):
            elements = (*value.elements, *target.elements)
            if not any(isinstance(element, cst.StarredElement) for element in elements):
                sources = [element.value for element in value.elements]
        for element, source in zip(target.elements, sources, strict=True):
            yield from targets(element.value, source)
    else:
        yield target, value


def _named(
    target: cst.BaseExpression, value: cst.BaseExpression | None, how: str, node: cst.CSTNode
) -> Iterator[Binding]:
    if type(target) is cst.Name:
        yield Binding(target.value, how, node, value)
    elif target.__class__ in _UNPACKING:
        for single, source in targets(target, value):
            if isinstance(single, cst.Name):
                yield Binding(single.value, how, node, source)


def _assign(node: cst.Assign) -> Iterator[Binding]:
    for target in node.targets:
        yield from _named(target.target, node.value, "assign", node)


def _annotated(node: cst.AnnAssign) -> Iterator[Binding]:
    yield from _named(
        node.target, node.value, "annotation" if node.value is None else "assign", node
    )


def _augmented(node: cst.AugAssign) -> Iterator[Binding]:
    yield from _named(node.target, None, "augmented", node)


def _walrus(node: cst.NamedExpr) -> Iterator[Binding]:
    yield from _named(node.target, node.value, "walrus", node)


def _for(node: cst.For) -> Iterator[Binding]:
    yield from _loop(node.target, node.iter, "for", node)


def _comprehension(node: cst.CompFor) -> Iterator[Binding]:
    yield from _loop(node.target, node.iter, "comprehension", node)


def _loop(
    target: cst.BaseExpression, source: cst.BaseExpression, how: str, node: cst.CSTNode
) -> Iterator[Binding]:
    whole = source if isinstance(target, cst.Name) else None
    for single, _ in targets(target, None):
        if isinstance(single, cst.Name):
            yield Binding(single.value, how, node, whole)


def _with(node: cst.WithItem) -> Iterator[Binding]:
    if node.asname is not None:
        name = node.asname.name
        yield from _named(name, node.item if isinstance(name, cst.Name) else None, "with", node)


def _except(node: cst.ExceptHandler | cst.ExceptStarHandler) -> Iterator[Binding]:
    if node.name is not None and isinstance(node.name.name, cst.Name):
        yield Binding(node.name.name.value, "except", node)


def _import(node: cst.Import | cst.ImportFrom) -> Iterator[Binding]:
    if isinstance(node.names, cst.ImportStar):
        return
    for alias in node.names:
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            yield Binding(alias.asname.name.value, "import", alias)
        else:
            first: cst.BaseExpression = alias.name
            while isinstance(first, cst.Attribute):
                first = first.value
            if isinstance(first, cst.Name):
                yield Binding(first.value, "import", alias)


def _def(node: cst.FunctionDef) -> Iterator[Binding]:
    yield Binding(node.name.value, "def", node)


def _class(node: cst.ClassDef) -> Iterator[Binding]:
    yield Binding(node.name.value, "class", node)


def _delete(node: cst.Del) -> Iterator[Binding]:
    yield from _named(node.target, None, "delete", node)


def _match(node: cst.MatchAs | cst.MatchStar) -> Iterator[Binding]:
    if node.name is not None:
        yield Binding(node.name.value, "match", node)


READERS: dict[type, Callable[..., Iterator[Binding]]] = {
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.NamedExpr: _walrus,
    cst.For: _for,
    cst.CompFor: _comprehension,
    cst.WithItem: _with,
    cst.ExceptHandler: _except,
    cst.ExceptStarHandler: _except,
    cst.Import: _import,
    cst.ImportFrom: _import,
    cst.FunctionDef: _def,
    cst.ClassDef: _class,
    cst.Del: _delete,
    cst.MatchAs: _match,
    cst.MatchStar: _match,
}
"""What binds names, and how to read which."""


def bindings_by(binders: Iterable[cst.CSTNode]) -> Iterator[Binding]:
    """Yield the bindings that these nodes make, node by node."""
    for node in binders:
        yield from READERS[node.__class__](node)
