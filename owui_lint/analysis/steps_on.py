"""One step on from where a value is to where it goes: see `uses`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import libcst as cst

from owui_lint.analysis.call_graph import CallContext, call_graph
from owui_lint.analysis.file import PythonFile
from owui_lint.analysis.flow.reaching_definitions import reaching_loop, reaching_value
from owui_lint.analysis.memo import cached
from owui_lint.analysis.reads import is_written, reads_of
from owui_lint.analysis.steps import given_to_field, is_called_from_outside
from owui_lint.analysis.syntax.bindings import targets
from owui_lint.analysis.syntax.definitions import ClassModel, ClassScope, FunctionScope
from owui_lint.analysis.syntax.scopes import Scope

STATEMENT = "statement"
UNREAD = "unread"
AWAIT = "await"
TEST = "test"
COMPARE = "compare"
ATTRIBUTE = "attribute"
CALL = "call"
ITEM = "item"
ITERATE = "iterate"
UNPACK = "unpack"
FORMAT = "format"
OPERAND = "operand"
ARGUMENT = "argument"
ELEMENT = "element"
RETURN = "return"
STORE = "store"
TOO_FAR = "too far"
OTHER = "other"


class Use(NamedTuple):
    """One place on the way of a value, or the end of the way: what is done with it there.

    Attributes:
        node: the expression that has the value there
        how: `STATEMENT` (dropped), `UNREAD` (given to a name that nobody reads), `AWAIT`, `TEST` (its truth),
            `COMPARE`, `ATTRIBUTE`, `CALL`, `ITEM`, `ITERATE`, `UNPACK`, `FORMAT`, `OPERAND`, `ARGUMENT` (of what
            the file does not define), `ELEMENT` (of a container), `RETURN` (to callers that the file does
            not show), `STORE` (where it is not followed), `TOO_FAR`, `OTHER`; "" on the way
        context: the calls that were entered on the way
    """

    node: cst.BaseExpression
    how: str
    context: CallContext


_HOW: dict[type, str] = {
    cst.Expr: STATEMENT,
    cst.Await: AWAIT,
    cst.Comparison: COMPARE,
    cst.ComparisonTarget: COMPARE,
    cst.Match: COMPARE,
    cst.Attribute: ATTRIBUTE,
    cst.Subscript: ITEM,
    cst.Call: CALL,
    cst.For: ITERATE,
    cst.CompFor: ITERATE,
    cst.StarredElement: UNPACK,
    cst.StarredDictElement: UNPACK,
    cst.FormattedStringExpression: FORMAT,
    cst.BinaryOperation: OPERAND,
    cst.AugAssign: OPERAND,
    cst.Element: ELEMENT,
    cst.DictElement: ELEMENT,
    cst.If: TEST,
    cst.While: TEST,
    cst.CompIf: TEST,
    cst.Yield: RETURN,
}


def step_on(file: PythonFile, one: Use) -> Iterator[Use]:
    """Yield the places one step further on, and the uses that the way ends in."""
    parent = file.parent(one.node)
    reader = _READERS.get(parent.__class__)
    if reader is not None:
        yield from reader(file, one, parent)
    else:
        yield one._replace(how=_HOW.get(parent.__class__, OTHER))


def reads_of_parameter(
    file: PythonFile, function: FunctionScope, name: str, context: CallContext
) -> Iterator[Use]:
    """Yield where a parameter is read that is not surely another value by then."""
    for read in _reads_by_value(file, function, name).get(None, ()):
        yield Use(read, "", context)


# -- expressions -----------------------------------------------------------------------------------


def _of_choice(_file: PythonFile, one: Use, parent: cst.IfExp) -> Iterator[Use]:
    yield one._replace(how=TEST) if one.node is parent.test else one._replace(node=parent)


def _of_boolean(_file: PythonFile, one: Use, parent: cst.BooleanOperation) -> Iterator[Use]:
    if one.node is parent.left:
        yield one._replace(how=TEST)
    if one.node is parent.right or isinstance(parent.operator, cst.Or):
        yield one._replace(node=parent)


def _of_unary(_file: PythonFile, one: Use, parent: cst.UnaryOperation) -> Iterator[Use]:
    yield one._replace(how=TEST if isinstance(parent.operator, cst.Not) else OPERAND)


def _of_assert(_file: PythonFile, one: Use, parent: cst.Assert) -> Iterator[Use]:
    yield one._replace(how=TEST if one.node is parent.test else OTHER)


# -- names and attributes --------------------------------------------------------------------------


def _of_assignment(
    file: PythonFile, one: Use, parent: cst.Assign | cst.AnnAssign | cst.NamedExpr
) -> Iterator[Use]:
    if one.node is not parent.value:
        return  # an annotation
    if isinstance(parent, cst.NamedExpr):
        yield one._replace(node=parent)
    filled = (
        [item.target for item in parent.targets]
        if isinstance(parent, cst.Assign)
        else [parent.target]
    )
    for target in filled:
        if isinstance(target, (cst.Tuple, cst.List)):
            yield one._replace(how=UNPACK)
        else:
            yield from _into(file, one, target)


def _of_element(file: PythonFile, one: Use, parent: cst.Element) -> Iterator[Use]:
    """An element of `a, b = x, y` is given to its name."""
    row = file.parent(parent)
    assign = file.parent(row) if row is not None else None
    found = False
    if isinstance(assign, cst.Assign) and assign.value is row:
        for item in assign.targets:
            for target, value in targets(item.target, assign.value):
                if value is one.node:
                    found = True
                    yield from _into(file, one, target)
    if not found:
        yield one._replace(how=ELEMENT)


def _into(file: PythonFile, one: Use, target: cst.BaseExpression) -> Iterator[Use]:
    """Where the value goes from what it is assigned to."""
    further: Iterator[Use] | None = None
    if isinstance(target, cst.Name):
        further = _from_name(file, one, target)
    elif isinstance(target, cst.Attribute):
        owner = file.instance_class(target.value, file.scope_of(target))
        further = _from_attribute(file, one, owner, target.attr.value) if owner else None
    yield from [one._replace(how=STORE)] if further is None else _or_unread(one, further)


def _from_name(file: PythonFile, one: Use, target: cst.Name) -> Iterator[Use] | None:
    found = file.scope_of(target).lookup(target.value)
    home = found[0] if found is not None else file.module
    if isinstance(home, ClassScope):
        return _from_attribute(file, one, home.model, target.value)
    return _reads(file, one, home, target.value)


def _reads(file: PythonFile, one: Use, home: Scope, name: str) -> Iterator[Use]:
    """Where a variable is read that was given the value: other values of it are read elsewhere."""
    by_value = _reads_by_value(file, home, name)
    for read in (*by_value.get(id(one.node), ()), *by_value.get(None, ())):
        yield one._replace(node=read)


@cached
def _reads_by_value(file: PythonFile, home: Scope, name: str) -> dict[int | None, list[cst.Name]]:
    """`id` of a value → the reads of a variable that surely give it; None: those that may give several."""
    found: dict[int | None, list[cst.Name]] = {}
    for read in reads_of(file, home, name):
        if not reaching_loop(file, read, home):
            value = reaching_value(file, read, home)
            found.setdefault(None if value is None else id(value), []).append(read)
    return found


def _from_attribute(file: PythonFile, one: Use, owner: ClassModel, name: str) -> Iterator[Use]:
    for read in file.attributes_named.get(name, ()):
        if is_written(file, read):
            continue
        scope = file.scope_of(read)
        model = file.instance_class(read.value, scope) or file.class_named(read.value, scope)
        if model is not None and (owner in model.lineage or model in owner.lineage):
            yield one._replace(node=read)


# -- calls -----------------------------------------------------------------------------------------


def _of_argument(file: PythonFile, one: Use, parent: cst.Arg) -> Iterator[Use]:
    """Into the parameter, or the field, that the argument fills."""
    call = file.parent(parent)
    if parent.star:
        yield one._replace(how=UNPACK)
        return
    function = file.callee(call) if isinstance(call, cst.Call) else None
    if function is None or not isinstance(call, cst.Call):
        yield from _into_field(file, one, parent, call)
        return
    graph = call_graph(file)
    for parameter in function.parameters:
        if parameter.star == "" and graph.argument(function, call, parameter).node is one.node:
            context = {**one.context, id(function.node): call}
            yield from _or_unread(one, reads_of_parameter(file, function, parameter.name, context))
            return
    yield one._replace(how=ARGUMENT)


def _or_unread(one: Use, further: Iterator[Use]) -> Iterator[Use]:
    first = next(further, None)
    if first is None:
        yield one._replace(how=UNREAD)
        return
    yield first
    yield from further


def _into_field(
    file: PythonFile, one: Use, arg: cst.Arg, call: cst.CSTNode | None
) -> Iterator[Use]:
    """Into the attribute of a dataclass or model of the file."""
    model = file.class_named(call.func, file.scope_of(call)) if isinstance(call, cst.Call) else None
    for name in model.annotated_names if model is not None else ():
        assert model is not None
        if any(
            made is call and value is one.node for made, value in given_to_field(file, model, name)
        ):
            yield from _or_unread(one, _from_attribute(file, one, model, name))
            return
    yield one._replace(how=ARGUMENT)


def _of_return(file: PythonFile, one: Use, parent: cst.CSTNode) -> Iterator[Use]:
    """To the calls of the function: the one that was entered, else all."""
    function = file.function_around(one.node)
    if function is None or function.is_generator:
        yield one._replace(how=RETURN)
        return
    key = id(function.node)
    if key in one.context:
        calls: tuple[cst.Call | None, ...] = (one.context[key],)
        is_open = False
    else:
        calls = call_graph(file).callers(function)
        is_open = not calls or is_called_from_outside(file, function)
    outer = {other: call for other, call in one.context.items() if other != key}
    for call in calls:
        result: cst.CSTNode | None = call
        if function.is_async and call is not None:
            result = file.parent(call)
        if isinstance(result, cst.Await) or (result is call and call is not None):
            assert isinstance(result, cst.BaseExpression)
            yield Use(result, "", outer)
        else:
            is_open = True
    if function.is_property and function.owner is not None:
        yield from _from_attribute(file, one._replace(context=outer), function.owner, function.name)
        is_open = False
    if is_open:
        yield one._replace(how=RETURN)


_READERS: dict[type, Callable[..., Iterator[Use]]] = {
    cst.IfExp: _of_choice,
    cst.BooleanOperation: _of_boolean,
    cst.UnaryOperation: _of_unary,
    cst.Assert: _of_assert,
    cst.Assign: _of_assignment,
    cst.AnnAssign: _of_assignment,
    cst.NamedExpr: _of_assignment,
    cst.Element: _of_element,
    cst.Arg: _of_argument,
    cst.Return: _of_return,
    cst.Lambda: _of_return,
}
