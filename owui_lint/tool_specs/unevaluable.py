"""Annotations of tools that fail when they are evaluated: texts that are no expressions, `str[10]`.

Open WebUI evaluates all annotations of a tool, those of the result and of injected parameters too
(utils/tools.py, `typing.get_type_hints`). Measured on 0.12.4, 0.11.4 and 0.6.43.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.reader import TypeForm, TypeKind, read_annotation
from owui_lint.analysis.syntax.names import text
from owui_lint.component.annotated_attributes import missing_attribute
from owui_lint.component.annotation_time import are_evaluated_in_place
from owui_lint.tool_specs.methods import tool_methods
from owui_lint.tool_specs.type_data import UNFINISHED
from owui_lint.tool_specs.type_schemas import ARRAYS, OBJECTS, SETS
from owui_lint.tool_specs.unresolvable import (
    annotations_of,
    unresolvable,
)
from owui_lint.tool_specs.values import is_display

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_SCALARS = frozenset({"str", "int", "float", "bool", "bytes"})
_GENERICS = frozenset({"list", "dict", "set", "frozenset", "tuple", "type"})
_CONTAINERS = (ARRAYS | SETS | {"typing.Type"}) - {"typing.Generator"}
_NUMBERS = ("no type", "one type", "two types")


def unevaluable(component: Component) -> Iterator[tuple[cst.BaseExpression, str]]:
    """Yield the annotations that fail before their types are looked at, and why; one reason each."""
    found: set[int] = set()
    for annotation, name in unresolvable(component):
        found.add(id(annotation))
        yield (
            annotation,
            f"`{name}` cannot be resolved when the tool is loaded, so it cannot be saved; "
            "define it at module level",
        )
    for annotation, why in _raising(component):
        if id(annotation) not in found:
            yield (
                annotation,
                f"This annotation raises when Open WebUI reads it, as {why}; correct it",
            )


def _raising(component: Component) -> Iterator[tuple[cst.BaseExpression, str]]:
    late = are_evaluated_in_place(component, component.host) is False
    for method in tool_methods(component):
        for annotation in annotations_of(method.function):
            form = read_annotation(component, annotation, component.module)
            why = _no_attribute(component, annotation) or next(_failures(form), None)
            if why is None and late:
                why = _no_hint(form)
            if why is not None:
                yield annotation, why


def _no_hint(form: TypeForm) -> str | None:
    """Return what `typing` refuses as a whole annotation; before annotations were strings it did not look."""
    if isinstance(form.node, cst.Tuple):
        return "a tuple is not a type"
    is_bare = form.name in UNFINISHED and form.kind is TypeKind.NAMED
    return f"`{form.name.split('.')[-1]}` needs a type" if is_bare else None


def _no_attribute(component: Component, annotation: cst.BaseExpression) -> str | None:
    missing = missing_attribute(component, annotation)
    return f"`{missing[0]}` has no `{missing[1]}`" if missing is not None else None


def _failures(form: TypeForm) -> Iterator[str]:
    if form.kind is TypeKind.TEXT and not form.inner:
        yield from _of_text(text(form.node))
    elif form.kind is TypeKind.TEXT and (text(form.node) or "")[:1] in ("", " ", "\t"):
        yield "the text is not a type"  # Python does not skip what a line begins with
    elif form.kind is TypeKind.ALIAS:
        return
    elif isinstance(form.node, cst.BinaryOperation):
        yield from _of_operation(form)
    elif isinstance(form.node, cst.Subscript):
        yield from _of_brackets(form)
    for inner in form.inner:
        yield from _failures(inner)


def _of_text(written: str | None) -> Iterator[str]:
    if written is not None and not _is_read_by_python(written):
        yield "the text is not a type"


def _is_read_by_python(written: str) -> bool:
    """Whether this Python reads the text, in doubt too: either parser may know less than Open WebUI's."""
    try:
        ast.parse(written, mode="eval")
    except SyntaxError:
        return False
    except (ValueError, RecursionError, MemoryError):
        return True
    return True


def _of_operation(form: TypeForm) -> Iterator[str]:
    """Yield an operator between plain types and other things: neither has a say in what `|` does then."""
    sides = form.inner
    if form.kind is TypeKind.OPERATION:
        if all(map(_is_plain, sides)):
            yield "only `|` joins types"
        return
    others = [side for side in sides if not _is_plain(side)]
    if others and all(_is_value(side.node) for side in others) and len(others) < len(sides):
        what = "a text" if isinstance(others[0].node, cst.SimpleString) else "a value"
        yield f"`|` joins types, and {what} is none"


def _is_plain(form: TypeForm) -> bool:
    """Return whether it is a type of Python's own, `list[int]` included, or None."""
    is_scalar = form.name in _SCALARS and form.kind is TypeKind.NAMED
    return form.kind is TypeKind.NONE or form.name in _GENERICS or is_scalar


def _is_value(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.SimpleString) or is_display(node)


def _of_brackets(form: TypeForm) -> Iterator[str]:
    if form.name in _SCALARS:
        yield f"`{form.name}` takes no types in brackets"
        return
    wanted, given = _wanted(form.name), len(form.arguments)
    if wanted is not None and given and given != wanted:
        yield f"`{form.name.split('.')[-1]}` takes {_NUMBERS[wanted]}, not {given}"


def _wanted(name: str) -> int | None:
    """How many types `typing`'s own alias takes; those of the builtins take any number."""
    if name == "typing.Optional" or (name.startswith("typing.") and name in _CONTAINERS):
        return 1
    return 2 if name.startswith("typing.") and name in OBJECTS else None
