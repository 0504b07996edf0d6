"""What Open WebUI makes of a component: the tools the model sees, the settings page, what hooks are given.

Read from the text for one release; `None` and `"unknown"` stand where the text does not show it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from owui_lint.analysis.syntax.names import UNKNOWN, text
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.kinds import Kind
from owui_lint.tool_specs.offered import offered_tools

if TYPE_CHECKING:
    import libcst as cst

    from owui_lint.analysis.syntax.scopes import Parameter
    from owui_lint.component import Component
    from owui_lint.component.valves.fields import Valve


@dataclass(frozen=True)
class Given:
    """One parameter of an entry point, and who fills it.

    Attributes:
        name: the parameter, with its stars
        by: "payload", "Open WebUI", "the model", "its default", "nobody" or "unknown"
        always: whether every call passes it, where Open WebUI fills it
        may_be_none: whether what is passed can be None
        since: the release that first passes it, where the target does not
    """

    name: str
    by: str
    always: bool = True
    may_be_none: bool = False
    since: str | None = None


@dataclass(frozen=True)
class Called:
    """One entry point.

    Attributes:
        name: how Open WebUI calls it
        line: where it stands, 1-based
        given: its parameters; None where a decorator or import hides the signature
        offered: what the target would pass as well, if the signature named it
    """

    name: str
    line: int
    given: tuple[Given, ...] | None
    offered: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """One field of `Valves` or `UserValves` as the settings page shows it.

    Attributes:
        name: the field
        title: its label
        type: the JSON type, or what else it is: "enum", "literal", "union", "model", "unknown"
        input: "password", "select", "color" and the like, "switch", or "text"
        required: whether it has no default; None where that is not shown
        default: the default as JSON, or as it is written
        description: the text below the field; None where there is none or it is not shown
    """

    name: str
    title: str
    type: str
    input: str
    required: bool | None
    default: str | None
    description: str | None


@dataclass(frozen=True)
class Offered:
    """One tool as the model is told of it.

    Attributes:
        name: the attribute of `Tools`
        line: where its function stands, 1-based; None where the file does not show it
        spec: name, description and parameters as JSON schema; None where they are not shown
    """

    name: str
    line: int | None
    spec: dict[str, Any] | None


@dataclass(frozen=True)
class Spec:
    """Everything that Open WebUI sees of one component.

    Attributes:
        kind: what it is
        class_name: the class that is loaded
        target: the release it is read for
        tools: by name; only of `Tools`
        settings: the fields by class, `Valves` and `UserValves`
        entry_points: the hooks, or the tools, in the order of the class
    """

    kind: Kind
    class_name: str
    target: str
    tools: tuple[Offered, ...]
    settings: dict[str, tuple[Setting, ...]]
    entry_points: tuple[Called, ...]


def spec_of(component: Component) -> Spec | None:
    """Return what Open WebUI sees of a component; None where the file holds none."""
    kind = component.kind
    if kind is None:
        return None
    return Spec(
        kind,
        kind.class_name,
        str(component.host.version),
        tuple(_tools(component)),
        {one.name: tuple(_settings(component, one)) for one in valves_of(component).classes},
        tuple(_called(component, entry) for entry in entry_points(component)),
    )


def _tools(component: Component) -> Iterator[Offered]:
    for attribute, tool in offered_tools(component):
        if tool is None:
            yield Offered(attribute, None, None)
        else:
            line = component.positions.span(tool.function.node).line
            yield Offered(attribute, line, tool.spec)


def _called(component: Component, entry: EntryPoint) -> Called:
    line = component.positions.span(entry.node).line
    if not entry.shows_signature:
        return Called(entry.name, line, None, ())
    named = {parameter.name for parameter in entry.parameters}
    offered = [
        name
        for name, injection in entry.injected.items()
        if name not in named and component.host.has(injection.availability)
    ]
    given = tuple(_given(entry, parameter) for parameter in entry.parameters)
    return Called(entry.name, line, given, tuple(sorted(offered)))


def _given(entry: EntryPoint, parameter: Parameter) -> Given:
    name = parameter.star + parameter.name
    if parameter.star:
        return Given(
            name, "Open WebUI" if entry.facts.kwargs and parameter.star == "**" else "nobody"
        )
    if parameter.name == entry.payload:
        return Given(name, "payload")
    if parameter.name in (*entry.facts.required, *entry.facts.positional):
        return Given(name, "Open WebUI")
    injection = entry.injected.get(parameter.name)
    if injection is not None:
        gets = entry.gets(parameter.name)
        if gets:
            return Given(name, "Open WebUI", injection.always, injection.may_be_none)
        if gets is None:
            return Given(name, "unknown")
        return Given(name, "nobody", since=entry.gets_later(parameter.name))
    if entry.kind is Kind.TOOLS and not parameter.name.startswith("_"):
        return Given(name, "the model")
    return Given(name, "nobody" if parameter.is_required else "its default")


def _settings(component: Component, valves: ValvesClass) -> Iterator[Setting]:
    for valve in valves.fields.values():
        title = _text(valve, "title") or valve.name.title().replace("_", " ").strip()
        default = valve.default
        yield Setting(
            valve.name,
            title,
            valve.type.schema,
            _input(component, valve),
            valve.is_required,
            None if default is None else _written(component, default),
            _text(valve, "description"),
        )


def _input(component: Component, valve: Valve) -> str:
    """Return how the settings page of the target draws a field."""
    wanted = valve.input("type")
    drawn = component.host.valve_inputs().get(wanted) if isinstance(wanted, str) else None
    if drawn is not None and component.host.has(drawn):
        return str(wanted)
    if valve.type.schema in ("enum", "literal") and not valve.type.optional:
        return "select"
    return "switch" if valve.type.schema == "boolean" and not valve.type.optional else "text"


def _text(valve: Valve, argument: str) -> str | None:
    node = valve.call.argument(argument) if valve.call is not None else None
    return text(node) if node is not None else None


def _written(component: Component, node: cst.BaseExpression) -> str:
    value = component.literal(node)
    if value is not UNKNOWN:
        try:
            return json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError):
            pass
    return component.tree.code_for_node(node)
