"""One step back from where a value is read to where it comes from: see `origins`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import NamedTuple

import libcst as cst

from owui_lint.analysis.call_graph import CallContext, call_graph
from owui_lint.analysis.file import PythonFile
from owui_lint.analysis.flow.reaching_definitions import reaching_loop, reaching_value
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.decorators import TRANSPARENT, wrappers_of
from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
from owui_lint.analysis.syntax.names import is_none
from owui_lint.analysis.syntax.scopes import Scope, last_name

EXPRESSION = "expression"
OUTSIDE = "outside"
PARAMETER = "parameter"
TOO_FAR = "too far"
UNDEFINED = "undefined"


class Origin(NamedTuple):
    """One place on the way back, or its end.

    Attributes:
        node: the expression; the parameter; else what binds the name (an import's alias, a `for` …)
        how: `EXPRESSION`; `OUTSIDE` (a parameter filled by callers that the file does not show);
            `UNDEFINED` (a builtin, or a name nothing binds); `TOO_FAR`; else how the name is bound: see
            `Binding.how`. On the way, not at its end, also `PARAMETER`
        place: the code that reads the value there, the last step of the way
        context: the calls that were entered on the way
        name: the name bound or filled; "" for expressions
        function: whose parameter it is
    """

    node: cst.CSTNode
    how: str
    place: cst.CSTNode
    context: CallContext
    name: str = ""
    function: FunctionScope | None = None

    @property
    def expression(self) -> cst.BaseExpression | None:
        """The expression that it is; None for parameters and bindings."""
        is_value = self.how == EXPRESSION and isinstance(self.node, cst.BaseExpression)
        return self.node if is_value else None  # type: ignore[return-value]


def step_back(file: PythonFile, one: Origin) -> list[Origin] | None:
    """Return the places one step further back; None at the end of the way, empty for `None`."""
    if one.how == PARAMETER:
        return list(_filled(file, one))
    reader = _READERS.get(one.node.__class__) if one.how == EXPRESSION else None
    return reader(file, one) if reader is not None else None


# -- names ---------------------------------------------------------------------------------------


def _of_name(file: PythonFile, one: Origin) -> list[Origin] | None:
    node = one.node
    assert isinstance(node, cst.Name)
    if is_none(node):
        return []
    scope = file.scope_of(node)
    found = scope.lookup(node.value)
    if found is None:
        return [one._replace(how=UNDEFINED, name=node.value)]
    home, bindings = found
    if len(bindings) > 1:
        loop = reaching_loop(file, node, home)
        if loop is not None:
            how = "for" if isinstance(loop, cst.For) else "comprehension"
            return [Origin(loop, how, one.place, one.context, node.value)]
        reaching = reaching_value(file, node, home)
        if reaching is not None:
            return [_at(one, reaching, reaching)]
        # nobody sees a comprehension's variable outside of it
        bindings = [b for b in bindings if b.how != "comprehension"] or bindings
    return [step for binding in bindings for step in _of_binding(one, binding, home)]


def _of_binding(one: Origin, binding: Binding, home: Scope) -> Iterator[Origin]:
    if binding.how == "parameter" and isinstance(home, FunctionScope):
        yield Origin(binding.node, PARAMETER, one.place, one.context, binding.name, home)
    elif binding.how in ("assign", "walrus") and binding.value is not None:
        yield _at(one, binding.value, binding.node)
    elif binding.how not in ("annotation", "delete"):
        yield Origin(binding.node, binding.how, one.place, one.context, binding.name)


def _at(one: Origin, node: cst.CSTNode, place: cst.CSTNode | None = None) -> Origin:
    """An expression one step further back, read at `place` (at the same one without)."""
    return Origin(node, EXPRESSION, one.place if place is None else place, one.context)


# -- parameters ----------------------------------------------------------------------------------


def _filled(file: PythonFile, one: Origin) -> Iterator[Origin]:
    """What fills a parameter: the arguments of the calls, and what comes from outside of the file."""
    function = one.function
    assert function is not None
    key = id(function.node)
    parameter = function.parameter(one.name)
    if parameter is None or parameter.star or function.self_name == one.name:
        yield one._replace(how=OUTSIDE)
        return
    graph = call_graph(file)
    if key in one.context:
        calls, is_open = [one.context[key]], False
    else:
        calls, is_open = list(graph.callers(function)), is_called_from_outside(file, function)
    if is_open or not calls:
        yield one._replace(how=OUTSIDE)
    outer = {other: call for other, call in one.context.items() if other != key}
    for call in calls:
        given = graph.argument(function, call, parameter).node if call is not None else None
        if given is None:
            yield one._replace(how=OUTSIDE)
        else:
            yield Origin(given, EXPRESSION, call or one.place, outer)


@cached
def is_called_from_outside(file: PythonFile, function: FunctionScope) -> bool:
    """Return whether callers that the file does not show may call a function."""
    return (
        file.framework.calls(function)
        or call_graph(file).escapes(function)
        or not function.decorator_names <= TRANSPARENT
    )


# -- attributes ----------------------------------------------------------------------------------


def _of_attribute(file: PythonFile, one: Origin) -> list[Origin] | None:
    node = one.node
    assert isinstance(node, cst.Attribute)
    name = node.attr.value
    if name not in _attributes_of_classes(file):
        return None  # nearly all: `.get`, `.append`, `.info` …
    scope = file.scope_of(node)
    owner = file.instance_class(node.value, scope)
    if owner is not None:
        return _of_instance(file, one, owner, name)
    owner = file.class_named(node.value, scope)
    return _of_member(one, owner, name) if owner is not None else None


@cached
def _attributes_of_classes(file: PythonFile) -> frozenset[str]:
    """The attributes that the classes of the file give themselves or their instances."""
    stored = (item.name for model in file.classes for item in model.own_stored)
    return frozenset((*stored, *(name for model in file.classes for name in model.scope.bindings)))


def _of_instance(
    file: PythonFile, one: Origin, owner: ClassModel, name: str
) -> list[Origin] | None:
    stored = owner.stored.get(name, ())
    method = owner.method(name)
    if method is not None and not stored:
        return _results(file, one, method, None) if method.is_property else None
    steps = [
        _at(one, item.value, item.node)
        if item.value is not None
        else Origin(item.node, "assign", item.node, one.context, name)
        for item in stored
    ]
    given = () if stored else given_to_field(file, owner, name)
    steps += [
        Origin(call, "assign", call, one.context, name) if value is None else _at(one, value, call)
        for call, value in given
    ]
    own = _of_member(one, owner, name)
    if own is None and not steps:
        return None
    return [*steps, *(own or ())]


def _of_member(one: Origin, owner: ClassModel, name: str) -> list[Origin] | None:
    """What a class body gives an attribute."""
    member = owner.member(name)
    if member is None or member.how == "annotation":
        return None
    is_value = member.how == "assign" and member.value is not None
    return [_at(one, member.value, member.node)] if is_value and member.value else None


def given_to_field(
    file: PythonFile, owner: ClassModel, name: str
) -> Iterator[tuple[cst.Call, cst.BaseExpression | None]]:
    """Yield what the file puts into a field of a dataclass or model: `Context(emitter=…)`, `Context(…)`.

    Each call that makes an object, with the expression; None where the field is left out.
    """
    member = owner.member(name)
    if member is None or member.how not in ("annotation", "assign"):
        return
    if owner.method("__init__") is not None:
        return
    fields = [field for one in reversed(owner.lineage) for field in one.annotated_names]
    position = fields.index(name) if name in fields else len(fields)
    for call in _constructions(file).get(id(owner.node), ()):
        by_name = (a for a in call.args if a.keyword and a.keyword.value == name)
        leading = list(takewhile(lambda a: not (a.keyword or a.star), call.args))
        given = next(by_name, leading[position] if position < len(leading) else None)
        yield call, given.value if given is not None else None


@cached
def _constructions(file: PythonFile) -> dict[int, list[cst.Call]]:
    """`id(class.node)` → the calls that make objects of that class of the file."""
    found: dict[int, list[cst.Call]] = {}
    for call in file.of(cst.Call):
        model = file.class_named(call.func, file.scope_of(call))
        if model is not None:
            found.setdefault(id(model.node), []).append(call)
    return found


# -- calls and composed expressions ---------------------------------------------------------------


def _of_call(file: PythonFile, one: Origin, *, awaited: bool = False) -> list[Origin] | None:
    call = one.node.expression if isinstance(one.node, cst.Await) else one.node
    assert isinstance(call, cst.Call)
    function = file.callee(call)
    if function is None or function.name == "__init__" or function.is_async is not awaited:
        return None
    return _results(file, one, function, call)


def _results(
    file: PythonFile, one: Origin, function: FunctionScope, call: cst.Call | None
) -> list[Origin] | None:
    """What a function of the file returns for a call; None where a decorator may change it."""
    if function.is_generator or not _returns_as_written(file, function):
        return None
    context = {**one.context, id(function.node): call} if call is not None else one.context
    if isinstance(function.node, cst.Lambda):
        return [Origin(function.node.body, EXPRESSION, function.node.body, context)]
    values = (node.value for node in function.of(cst.Return) if file.runs(node))
    return [Origin(value, EXPRESSION, value, context) for value in values if value is not None]


@cached
def _returns_as_written(file: PythonFile, function: FunctionScope) -> bool:
    """Whether its decorators hand on what it returns."""
    for decorator in function.decorators:
        name = last_name(decorator.decorator)
        if name not in TRANSPARENT and name not in ("property", "cached_property"):
            wrappers = wrappers_of(file, decorator)
            if not wrappers or not all(wrapper.hands_on for wrapper in wrappers):
                return False
    return True


def _of_await(file: PythonFile, one: Origin) -> list[Origin] | None:
    node = one.node
    assert isinstance(node, cst.Await)
    is_call = isinstance(node.expression, cst.Call)
    return _of_call(file, one, awaited=True) if is_call else None


def _of_alternatives(_file: PythonFile, one: Origin) -> list[Origin]:
    node = one.node
    if isinstance(node, cst.IfExp):
        return [_at(one, node.body, node.body), _at(one, node.orelse, node.orelse)]
    assert isinstance(node, cst.BooleanOperation)
    if isinstance(node.operator, cst.And):
        return [_at(one, node.right)]  # the left side only where it is empty
    return [_at(one, node.left), _at(one, node.right)]


def _of_walrus(_file: PythonFile, one: Origin) -> list[Origin]:
    node = one.node
    assert isinstance(node, cst.NamedExpr)
    return [_at(one, node.value)]


_READERS: dict[type, Callable[[PythonFile, Origin], list[Origin] | None]] = {
    cst.Name: _of_name,
    cst.Attribute: _of_attribute,
    cst.Call: _of_call,
    cst.Await: _of_await,
    cst.IfExp: _of_alternatives,
    cst.BooleanOperation: _of_alternatives,
    cst.NamedExpr: _of_walrus,
}
