"""Values that a component gives its own valves while it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.undefined import may_have_hidden_names
from owui_lint.analysis.reads import is_written
from owui_lint.analysis.syntax.names import UNKNOWN, text
from owui_lint.component.valves.model import valves_of

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import Stored
    from owui_lint.component.model import Component
    from owui_lint.component.valves.fields import Valve
    from owui_lint.component.valves.model import ValvesClass

_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get"})


@dataclass(frozen=True)
class Given:
    """One value given to a valve in `__init__`.

    Attributes:
        valve: the field
        value: the expression
        whole: the argument, element of `**{…}` or assignment that gives it
    """

    valve: Valve
    value: cst.BaseExpression
    whole: cst.CSTNode


def given_in_init(component: Component) -> Iterator[tuple[cst.CSTNode, list[Given], bool]]:
    """Yield each place in `__init__`, or a method it calls, that gives valves other values than their defaults.

    With the place come the values, and whether they are all that it gives. Values that only code of
    `__init__` itself reads again are left out: there they are what was given.
    """
    valves = valves_of(component).valves
    if valves is None or not valves.is_model or component.main is None:
        return
    read = _read_later(component)
    for item in valves_of(component).stored():
        if not isinstance(item.value, cst.Call) or not _is_made_at_start(component, item):
            continue
        if component.class_named(item.value.func, item.method) is not valves.model:
            continue
        pairs = _pairs(item.value)
        if pairs is None:
            certain = _asks_environment(component, item.value) or _makes_dict(item.value)
            if certain and read != frozenset():
                yield item.value, [], False
            continue
        given = [g for g in _given(valves, pairs) if _differs(component, g)]
        seen = [one for one in given if read is None or one.valve.name in read]
        if seen:
            yield item.value, seen, len(seen) == len(pairs)
    yield from _assigned(component, valves, read)


def _is_made_at_start(component: Component, item: Stored) -> bool:
    return item.method in valves_of(component).starting_functions


def _read_later(component: Component) -> frozenset[str] | None:
    """The valves that something else than `__init__` reads; None where that may be any."""
    starting = valves_of(component).starting_functions
    found: set[str] = set()
    for use in valves_of(component).own_reads:
        if component.scope_of(use.place) in starting or is_written(component, use.place):
            continue
        if use.name is None:
            return None
        found.add(use.name)
    return frozenset(found)


def _pairs(call: cst.Call) -> list[tuple[str, cst.BaseExpression, cst.CSTNode]] | None:
    """The names and values of a call's arguments; None where the text does not show them."""
    found: list[tuple[str, cst.BaseExpression, cst.CSTNode]] = []
    for argument in call.args:
        if argument.keyword is not None:
            found.append((argument.keyword.value, argument.value, argument))
        elif argument.star == "**" and isinstance(argument.value, cst.Dict):
            for element in argument.value.elements:
                key = text(element.key) if isinstance(element, cst.DictElement) else None
                if key is None:
                    return None
                found.append((key, element.value, element))
        else:
            return None
    return found


def _given(
    valves: ValvesClass, pairs: list[tuple[str, cst.BaseExpression, cst.CSTNode]]
) -> Iterator[Given]:
    for name, value, whole in pairs:
        valve = valves.fields.get(name)
        if valve is not None:
            yield Given(valve, value, whole)


def _differs(component: Component, given: Given) -> bool:
    """Whether the value is certainly not what the field's default is anyway; OWU204 has those without."""
    valve = given.valve
    if valve.is_required is not False or valve.default is None:
        return False
    known, default = component.literal(given.value), component.literal(valve.default)
    if known is not UNKNOWN and default is not UNKNOWN:
        return known != default
    module = cst.Module([])
    if module.code_for_node(given.value) == module.code_for_node(valve.default):
        return False
    return not _is_default(component, given)


def _is_default(component: Component, given: Given) -> bool:
    """Whether both may well be the same: a name that stands for the default, something read off the class."""
    if isinstance(given.value, cst.Attribute):  # `self.Valves.model_fields[…]`, `DEFAULTS.url`
        return True
    known = component.literal(given.value) is not UNKNOWN
    return isinstance(given.value, cst.Name) and not known


def _makes_dict(call: cst.Call) -> bool:
    """Whether values are given by a comprehension, `**{name: … for …}`."""
    return any(
        argument.star == "**" and isinstance(argument.value, cst.DictComp) for argument in call.args
    )


def _asks_environment(component: Component, call: cst.Call) -> bool:
    """Whether values are taken from the environment in a way that does not show their names."""
    inside = [c for c in component.scope_of(call).of(cst.Call) if call in component.ancestors(c)]
    return any(component.qualified(c.func) in _ENVIRONMENT for c in inside)


def _assigned(
    component: Component, valves: ValvesClass, read: frozenset[str] | None
) -> Iterator[tuple[cst.CSTNode, list[Given], bool]]:
    """Yield `self.valves.x = …` in `__init__`."""
    starting = valves_of(component).starting_functions
    if not valves_of(component).holds_own(valves):
        return
    for use in valves_of(component).own_uses:
        if component.scope_of(use.place) not in starting or use.how != "attribute":
            continue
        target = component.parent(use.place)
        statement = component.parent(target) if target is not None else None
        valve = valves.fields.get(use.name or "")
        if valve is None or not isinstance(target, cst.AssignTarget):
            continue
        if not isinstance(statement, cst.Assign) or (read is not None and valve.name not in read):
            continue
        given = Given(valve, statement.value, statement)
        if _differs(component, given):
            yield use.place, [given], False


def can_move(component: Component, value: cst.BaseExpression) -> bool:
    """Whether the expression means the same in the class body: a literal, or what the environment holds."""
    if isinstance(value, cst.Call):
        by_name = component.qualified(value.func) in _ENVIRONMENT
        return by_name and all(text(a.value) is not None and not a.star for a in value.args)
    plain = (cst.SimpleString, cst.ConcatenatedString, cst.Integer, cst.Float, cst.List, cst.Dict)
    named = isinstance(value, cst.Name) and value.value in ("True", "False", "None")
    names = [n for n in component.scope_of(value).of(cst.Name) if value in component.ancestors(n)]
    return named or (isinstance(value, plain) and not names)


def unqualified_calls(component: Component) -> list[cst.Call]:
    """`Valves()` in what sets the valves, where the name is that of the nested class alone."""
    main = component.main
    found: list[cst.Call] = []
    for item in valves_of(component).stored() if main is not None else ():
        call = item.value
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Name):
            continue
        scope = component.scope_of(call)
        hidden = scope.lookup(call.func.value) is None and not may_have_hidden_names(component)
        if hidden and main is not None and main.inner_class(call.func.value) is not None:
            found.append(call)
    return found
