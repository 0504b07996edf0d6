"""What makes pydantic refuse a class of settings, or Open WebUI's calls of it, seen in the text.

Measured with pydantic 2.13.4, which Open WebUI 0.12.4 bundles; the same in every pydantic 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.names import names_in
from owui_lint.analysis.annotations.reader import TypeForm
from owui_lint.analysis.flow.undefined import is_builtin, may_have_hidden_names, top_level_index
from owui_lint.analysis.pydantic.models import (
    PROTECTED,
    ModelKind,
    describes_itself,
    is_one_of_several,
    model_kind,
    setting,
    validators,
)
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import UNKNOWN, is_none
from owui_lint.component.annotated_attributes import missing_attribute
from owui_lint.component.annotation_time import are_evaluated_in_place
from owui_lint.component.valves.model import valves_of

if TYPE_CHECKING:
    from owui_lint.analysis.pydantic.field_calls import FieldCall
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component
    from owui_lint.component.valves.fields import Valve
    from owui_lint.component.valves.model import ValvesClass

Refusal = tuple[cst.CSTNode, str]
"""Where, and a whole message."""

_INSTEAD = {
    "const": "use `Literal`",
    "regex": "use `pattern`",
    "unique_items": "use a validator",
}
_PLAIN_BASES = frozenset(
    {"object", "abc.ABC", "str", "int", "float", "list", "dict", "set", "tuple"}
)
_FUNCTIONS = frozenset(
    {"any", "all", "callable", "id", "input", "format", "max", "min", "sum", "len"}
)
"""Functions of Python that people write for a type: `any` for `Any`."""


def refusals(component: Component, valves: ValvesClass) -> Iterator[Refusal]:
    """Yield what keeps the class, or an instance of it, from being made; several a class."""
    model = valves.model
    if valves.kind is not ModelKind.MODEL:
        return
    if not may_have_hidden_names(component):
        yield from _of_names(component, valves)
    for valve in valves.declared:
        yield from _of_field(component, valves, valve)
    yield from _of_validators(component, valves)
    yield from _of_init(model)
    yield from _of_config(component, model)


def _of_names(component: Component, valves: ValvesClass) -> Iterator[Refusal]:
    in_place = are_evaluated_in_place(component, component.host)
    if in_place is None:
        return
    for valve in valves.declared:
        if valve.annotation is None:
            continue
        missing = missing_attribute(component, valve.annotation)
        if missing is not None:
            module, last = missing
            yield (
                valve.annotation,
                f"`{module}` has no `{last}`, so `{valves.name}` cannot be made; correct the type",
            )
            continue
        at_once = set(names_in(valve.annotation, quoted=False)) if in_place else set()
        for name in names_in(valve.annotation, quoted=True):
            if not _is_known(component, valve, name, in_place=name in at_once):
                when = "the file cannot be loaded" if name in at_once else "`Valves()` raises"
                when = when.replace("Valves", valves.name)
                yield valve.annotation, f"`{name}` is not defined, so {when}; import or define it"
                break


def _is_known(component: Component, valve: Valve, name: str, *, in_place: bool) -> bool:
    if is_builtin(name):
        return True
    scope = valve.owner.scope
    if in_place:
        found = scope.lookup(name)
        if found is None:
            return False
        here = top_level_index(component, scope.node)
        running = (b for b in found[1] if component.runs(b.node))
        if found[0] is not scope.module:
            return any(running)
        return any(top_level_index(component, b.node) <= here for b in running)
    bindings = (b for outer in scope.outwards() for b in outer.bindings.get(name, ()))
    return any(component.runs(binding.node) for binding in bindings)


def _of_field(component: Component, valves: ValvesClass, valve: Valve) -> Iterator[Refusal]:
    for call in {id(c.node): c for c in (valve.assigned_call, valve.call) if c}.values():
        yield from _of_call(call)
    if valve.annotation is None:
        return
    protected = setting(component, valves.model, "protected_namespaces")
    if valve.name in PROTECTED and protected is None:
        yield valve.target, f"`{valve.name}` is a method of `BaseModel`; rename the valve"
    arbitrary = setting(component, valves.model, "arbitrary_types_allowed")
    if arbitrary in (None, False):
        yield from _of_type(component, valve.annotation, valve.form)
    elif arbitrary is True and not valves.changes_schema:
        model = component.class_named(valve.annotation, valve.owner.scope)
        if model is not None and _is_plain_class(component, model):
            yield (
                valve.annotation,
                f"`{model.name}` has no JSON schema, so the settings page cannot be opened; use a plain type",
            )
    if _is_validated(component, valves, valve) and not valves.is_early_validated(valve.name):
        problem = misfit(component, valve)
        if problem is not None:
            yield (
                valve.target,
                f"Valve `{valve.name}`: {problem}, so `{valves.name}()` raises; {remedy(component, valve)}",
            )


def _is_validated(component: Component, valves: ValvesClass, valve: Valve) -> bool:
    """Return whether pydantic checks the field's default too."""
    own = valve.call.argument("validate_default") if valve.call is not None else None
    if own is not None:
        return component.literal(own) is True
    return setting(component, valves.model, "validate_default") is True


def _of_call(call: FieldCall) -> Iterator[Refusal]:
    plain = [a for a in call.node.args if a.keyword is None and not a.star]
    if len(plain) > 1:
        yield plain[1].value, "`Field` takes one positional argument, the default; name the others"
    for name, remedy in _INSTEAD.items():
        value = call.argument(name)
        if value is not None and not is_none(value):
            yield call.node, f"`Field({name}=…)` was removed in pydantic 2; {remedy}"
    factory = call.argument("default_factory")
    default = call.argument("default")
    if factory is not None and default is not None and not is_none(factory):
        yield call.node, "`Field` takes `default` or `default_factory`, not both; remove one"


def _of_type(
    component: Component, annotation: cst.BaseExpression, form: TypeForm | None
) -> Iterator[Refusal]:
    for part in form.parts() if form is not None else ():
        model = part.model
        if model is not None and _is_plain_class(component, model):
            yield (
                annotation,
                f"`{model.name}` is a plain class, which pydantic refuses; make it a `BaseModel`",
            )
            return
        name = part.name
        if model is None and name in _FUNCTIONS and part.scope.lookup(name) is None:
            yield (
                annotation,
                f"`{name}` is a function, not a type, so the class cannot be made; annotate a type",
            )
            return


def _is_plain_class(component: Component, model: ClassModel) -> bool:
    if describes_itself(model) or is_one_of_several(component, model):
        return False
    if any(one.node.decorators or one.node.keywords for one in model.lineage):
        return False
    return all(base in _PLAIN_BASES for base in model.foreign_bases) and (
        model_kind(component, model) is ModelKind.OTHER
    )


_BARE = {
    "validator": "`@validator` needs the names of its fields; add them",
    "field_validator": "`@field_validator` needs the names of its fields; add them",
    "root_validator": "`@root_validator` needs `skip_on_failure=True` or `pre=True`; add one",
    "model_validator": '`@model_validator` needs `mode="before"` or `mode="after"`; add one',
}


def _of_validators(component: Component, valves: ValvesClass) -> Iterator[Refusal]:
    for function, decorator, name in validators(component, valves.model):
        node = decorator.decorator
        qualified = component.qualified(node.func if isinstance(node, cst.Call) else node)
        if qualified not in (f"pydantic.{name}", name):
            continue  # `pydantic.v1`, or something of the file's own
        if not isinstance(node, cst.Call):
            if name in _BARE:
                yield decorator, _BARE[name]
            continue
        if any(argument.star for argument in node.args):
            continue
        given = {a.keyword.value: component.literal(a.value) for a in node.args if a.keyword}
        if name == "root_validator":
            if (
                not given.get("pre")
                and not given.get("skip_on_failure")
                and UNKNOWN not in given.values()
            ):
                yield decorator, _BARE[name]
            continue
        if name == "model_validator" and "mode" not in given:
            yield decorator, _BARE[name]
        if name != "model_validator" and given.get("check_fields") is None:
            yield from _of_targets(component, valves, decorator, node)
        if name == "validator":
            yield from _of_parameters(function)


def _of_targets(
    component: Component, valves: ValvesClass, decorator: cst.Decorator, node: cst.Call
) -> Iterator[Refusal]:
    """Yield a validator whose field the class does not have."""
    known = {valve.name for valve in valves.declared}
    fields = [component.literal(a.value) for a in node.args if a.keyword is None]
    if not fields:
        yield decorator, "A validator needs the names of its fields; add them"
    elif not valves.has_open_members:
        for field in fields:
            if isinstance(field, str) and field not in known and field != "*":
                yield (
                    decorator,
                    f"The validator names `{field}`, which `{valves.name}` does not have; correct the name",
                )


def _of_parameters(function: FunctionScope) -> Iterator[Refusal]:
    for parameter in function.parameters[2:]:
        if parameter.name in ("field", "config") and not parameter.star:
            yield (
                parameter.node,
                f"`{parameter.name}` is not passed to validators in pydantic 2; use `field_validator`",
            )


def _of_init(model: ClassModel) -> Iterator[Refusal]:
    init = model.method("__init__")
    if init is None or init.is_lambda or init.decorators:
        return
    for parameter in init.parameters[1:]:
        if parameter.is_required:
            name = model.name
            yield (
                parameter.node,
                f"Open WebUI calls `{name}()` without arguments; give `{parameter.name}` a default",
            )
            return


def _of_config(component: Component, model: ClassModel) -> Iterator[Refusal]:
    bindings = model.scope.bindings
    inner = bindings.get("Config", [])
    given = bindings["model_config"][-1].value if "model_config" in bindings else None
    is_empty = (isinstance(given, cst.Call) and not given.args) or component.literal(given) == {}
    if given is not None and not is_empty and any(b.how == "class" for b in inner):
        yield inner[-1].node, "`class Config` cannot be used together with `model_config`; keep one"


def is_base_of_valves(component: Component, node: cst.CSTNode) -> bool:
    """Return whether the node is a base of a class of settings."""
    classes = valves_of(component).classes
    nodes = (base for one in classes for m in one.model.lineage for base in m.base_nodes)
    return any(node is base for base in nodes)


def forbidden_arguments(component: Component) -> Iterator[Refusal]:
    """Yield the arguments of the component's own `Valves(…)` that a class with `extra="forbid"` refuses."""
    valves = valves_of(component).valves
    if valves is None or setting(component, valves.model, "extra") != "forbid":
        return
    given = valves_of(component).given(valves) if not valves.has_open_members else None
    unknown = sorted((given or frozenset()) - valves.fields.keys())
    has_aliases = any(v.call and v.call.argument("alias") is not None for v in valves.declared)
    if unknown and not has_aliases:
        call = valves_of(component).stored()[0].value
        if call is not None:
            yield (
                call,
                f"`{valves.name}` has no field `{unknown[0]}` and forbids others, so this raises; add the field",
            )


def misfit(component: Component, valve: Valve) -> str | None:
    """Return why the field's own type refuses its default; None where it takes it or that is not known."""
    found, default = valve.type, valve.default
    if default is None or found.optional or found.schema in ("unknown", "any", "union", "literal"):
        return None
    if _is_unsure_environment(component, default):
        return f"an unset variable gives None, which `{found.name}` does not take"
    value = component.literal(default)
    if value is None:
        return f"`{found.name}` does not take None"
    return f"`{found.name}` does not take this text" if _is_no_number(found.schema, value) else None


def remedy(component: Component, valve: Valve) -> str:
    """Return what to do about a default that the field's own type refuses."""
    if isinstance(valve.default, cst.Call):
        return "add a fallback"
    gives_none = valve.default is not None and component.literal(valve.default) is None
    return f"use `Optional[{valve.type.name}]`" if gives_none else "correct it"


def _is_no_number(schema: str, value: object) -> bool:
    if schema != "number" or not isinstance(value, str):
        return False
    try:
        float(value)
    except ValueError:
        return True
    return False


def _is_unsure_environment(component: Component, node: cst.BaseExpression) -> bool:
    """Return whether it is `os.getenv("X")` without anything to fall back to."""
    if not isinstance(node, cst.Call) or len(node.args) != 1:
        return False
    return component.qualified(node.func) in ("os.getenv", "os.environ.get")
