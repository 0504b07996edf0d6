"""Annotations of tools that fail when they are evaluated: texts that are no expressions, `str[10]`.

The host evaluates all annotations of a tool, those of the result and of injected parameters too
(utils/tools.py, `typing.get_type_hints`). Measured on 0.12.4, 0.11.4 and 0.6.43.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.names import is_none, text
from owui_lint.component.annotated_attributes import missing_attribute
from owui_lint.component.annotation_time import are_evaluated_in_place
from owui_lint.tool_specs.methods import tool_methods
from owui_lint.tool_specs.named_schemas import arguments_of, base_name
from owui_lint.tool_specs.type_data import UNFINISHED
from owui_lint.tool_specs.type_schemas import ARRAYS, OBJECTS, SETS
from owui_lint.tool_specs.unresolvable import (
    annotations_of,
    unresolvable,
)
from owui_lint.tool_specs.values import is_display

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.host import Host

_DEEPEST = 6
_SCALARS = frozenset({"str", "int", "float", "bool", "bytes"})
_GENERICS = frozenset({"list", "dict", "set", "frozenset", "tuple", "type"})
_CONTAINERS = (ARRAYS | SETS | {"typing.Type"}) - {"typing.Generator"}
_NUMBERS = ("no type", "one type", "two types")


def unevaluable(component: Component, host: Host) -> Iterator[tuple[cst.BaseExpression, str]]:
    """The annotations on which the host fails before it looks at their types, and why; one reason each."""
    found: set[int] = set()
    for annotation, name in unresolvable(component, host):
        found.add(id(annotation))
        yield (
            annotation,
            f"`{name}` cannot be resolved when the tool is loaded, so it cannot be saved; "
            "define it at module level",
        )
    for annotation, why in _raising(component, host):
        if id(annotation) not in found:
            yield (
                annotation,
                f"This annotation raises when Open WebUI reads it, as {why}; correct it",
            )


def _raising(component: Component, host: Host) -> Iterator[tuple[cst.BaseExpression, str]]:
    late = are_evaluated_in_place(component, host) is False
    for method in tool_methods(component):
        for annotation in annotations_of(method.function):
            why = _no_attribute(component, annotation)
            why = why or next(_failures(component, annotation), None)
            if why is None and late:
                why = _no_hint(component, annotation)
            if why is not None:
                yield annotation, why


def _no_hint(component: Component, node: cst.BaseExpression) -> str | None:
    """What `typing` refuses as a whole annotation; before annotations were strings it did not look."""
    if isinstance(node, cst.Tuple):
        return "a tuple is not a type"
    name = base_name(component, node, component.module)
    return f"`{name.split('.')[-1]}` needs a type" if name in UNFINISHED else None


def _no_attribute(component: Component, annotation: cst.BaseExpression) -> str | None:
    missing = missing_attribute(component, annotation)
    return f"`{missing[0]}` has no `{missing[1]}`" if missing is not None else None


def _failures(component: Component, node: cst.BaseExpression, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        yield from _of_text(component, text(node), depth)
    elif isinstance(node, cst.BinaryOperation):
        yield from _of_operation(component, node)
        yield from _failures(component, node.left, depth + 1)
        yield from _failures(component, node.right, depth + 1)
    elif isinstance(node, cst.Subscript):
        yield from _of_subscript(component, node, depth)


def _of_text(component: Component, written: str | None, depth: int) -> Iterator[str]:
    if written is None:
        return
    if written[:1] in ("", " ", "\t"):  # Python does not skip what a line begins with
        yield "the text is not a type"
        return
    try:
        parsed = cst.parse_expression(written)
    except cst.ParserSyntaxError:
        if not _is_read_by_python(written):
            yield "the text is not a type"
    except Exception:  # too deep for the parser
        return
    else:
        yield from _failures(component, parsed, depth + 1)


def _is_read_by_python(written: str) -> bool:
    """Whether this Python reads the text, in doubt too: either parser may know less than the host's."""
    try:
        ast.parse(written, mode="eval")
    except SyntaxError:
        return False
    except (ValueError, RecursionError, MemoryError):
        return True
    return True


def _of_operation(component: Component, node: cst.BinaryOperation) -> Iterator[str]:
    """An operator between plain types and what is none: neither has a say in what `|` does then."""
    if not isinstance(node.operator, cst.BitOr):
        if _is_plain(component, node.left) and _is_plain(component, node.right):
            yield "only `|` joins types"
        return
    sides = list(_operands(node))
    others = [side for side in sides if not _is_plain(component, side)]
    if others and all(_is_value(side) for side in others) and len(others) < len(sides):
        what = "a text" if isinstance(others[0], cst.SimpleString) else "a value"
        yield f"`|` joins types, and {what} is none"


def _operands(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        yield from _operands(node.left)
        yield from _operands(node.right)
    else:
        yield node


def _is_plain(component: Component, node: cst.BaseExpression) -> bool:
    """Whether it is a type of Python's own, `list[int]` included, or None."""
    named = node.value if isinstance(node, cst.Subscript) else node
    name = base_name(component, named, component.module)
    return is_none(node) or name in _GENERICS or (named is node and name in _SCALARS)


def _is_value(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.SimpleString) or is_display(node)


def _of_subscript(component: Component, node: cst.Subscript, depth: int) -> Iterator[str]:
    name = base_name(component, node.value, component.module)
    last = name.split(".")[-1]
    if last in ("Literal", "Callable"):
        return
    if name in _SCALARS:
        yield f"`{name}` takes no types in brackets"
        return
    wanted = _wanted(name)
    if wanted is not None and all(isinstance(e.slice, cst.Index) for e in node.slice):
        given = len(arguments_of(node))
        if given != wanted and given:
            yield f"`{last}` takes {_NUMBERS[wanted]}, not {given}"
    arguments = arguments_of(node)
    for argument in arguments[:1] if last == "Annotated" else arguments:
        yield from _failures(component, argument, depth + 1)


def _wanted(name: str) -> int | None:
    """How many types `typing`'s own alias takes; those of the builtins take any number."""
    if name == "typing.Optional" or (name.startswith("typing.") and name in _CONTAINERS):
        return 1
    return 2 if name.startswith("typing.") and name in OBJECTS else None
