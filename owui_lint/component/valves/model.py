"""`Valves` and `UserValves`: the classes, their fields, and whether the component holds them as it must."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import callees, reached
from owui_lint.analysis.memo import cached
from owui_lint.analysis.pydantic.fields import all_fields
from owui_lint.analysis.pydantic.models import (
    ModelKind,
    changes_dump,
    changes_schema,
    early_validated,
    has_open_values,
    model_kind,
    setting,
)
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import UNKNOWN, dotted
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.set_elsewhere import is_set_elsewhere
from owui_lint.component.valves.uses import ValveUse, own_uses, user_uses, with_helpers
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.bindings import Binding
    from owui_lint.analysis.syntax.definitions import ClassModel, Stored
    from owui_lint.component.model import Component


class ValvesClass:
    """A class of settings that belongs to the component's class.

    Attributes:
        name: what Open WebUI looks for: `Valves`, `UserValves`, `Config` of a `Function`
        model: the class
    """

    def __init__(self, component: Component, name: str, model: ClassModel) -> None:
        self.component = component
        self.name = name
        self.model = model

    @cached_property
    def kind(self) -> ModelKind:
        """What it is to pydantic."""
        return model_kind(self.component, self.model)

    @property
    def is_model(self) -> bool:
        """Whether it certainly is a pydantic 2 model."""
        return self.kind is ModelKind.MODEL

    @cached_property
    def declared(self) -> tuple[Valve, ...]:
        """Fields, and names without annotation, in the order of the settings page: bases first."""
        return tuple(all_fields(self.component, self.model, Valve))

    @cached_property
    def fields(self) -> dict[str, Valve]:
        """The fields by name; none where the class is no pydantic model."""
        if not self.is_model:
            return {}
        return {valve.name: valve for valve in self.declared if valve.annotation is not None}

    @cached_property
    def is_complete(self) -> bool:
        """Whether the file shows all fields and everything that fills them."""
        return (
            self.is_model
            and not has_open_values(self.component, self.model)
            and self.model.member("__init__") is None
            and early_validated(self.component, self.model) is not None
        )

    @cached_property
    def is_closed(self) -> bool:
        """Whether an instance certainly has no other attributes than those the file shows."""
        return (
            self.is_model
            and not has_open_values(self.component, self.model)
            and setting(self.component, self.model, "extra") in (None, "ignore", "forbid")
            and not any(self.model.member(name) for name in ("__getattr__", "__getattribute__"))
        )

    @cached_property
    def has_open_members(self) -> bool:
        """Whether it may have members that the file does not show."""
        return not self.is_model or has_open_values(self.component, self.model)

    @cached_property
    def early_validated(self) -> frozenset[str] | None:
        """The fields whose values a validator sees before their type is checked; None for all."""
        return early_validated(self.component, self.model)

    def is_early_validated(self, name: str) -> bool:
        """Whether a validator sees the field's value before its type is checked."""
        return self.early_validated is None or name in self.early_validated

    @cached_property
    def changes_dump(self) -> bool:
        """Whether it says itself how it is saved."""
        enums = setting(self.component, self.model, "use_enum_values")
        return enums not in (None, False) or changes_dump(self.model)

    @cached_property
    def changes_schema(self) -> bool:
        """Whether it says itself what the settings page sees."""
        return changes_schema(self.component, self.model)


class ValvesModel:
    """What a component has of valves."""

    def __init__(self, component: Component) -> None:
        self._component = component

    @property
    def class_name(self) -> str:
        """The name of the class of settings: `Config` for the templates' `Function`."""
        return "Config" if self._component.kind is Kind.FUNCTION else "Valves"

    @property
    def attribute(self) -> str:
        """The instance's attribute that holds them."""
        return self.class_name.lower()

    @cached_property
    def valves(self) -> ValvesClass | None:
        """The component's `Valves`; None where there are none, or the file does not show the class.

        The Pipelines server asks the instance for the class (main.py), so there it may stand anywhere.
        """
        component, stored = self._component, self.stored()
        if component.kind is Kind.PIPELINE and len(stored) == 1 and stored[0].value is not None:
            model = component.instance_class(stored[0].value, stored[0].method)
            return ValvesClass(component, self.class_name, model) if model is not None else None
        return self._attached(self.class_name)

    @cached_property
    def user_valves(self) -> ValvesClass | None:
        """The component's `UserValves`; None where there are none, or the file does not show the class."""
        if self._component.kind in (Kind.FUNCTION, Kind.PIPELINE):
            return None
        return self._attached("UserValves")

    @cached_property
    def classes(self) -> tuple[ValvesClass, ...]:
        """Both, as far as there are any."""
        return tuple(found for found in (self.valves, self.user_valves) if found is not None)

    @property
    def fields(self) -> tuple[tuple[ValvesClass, Valve], ...]:
        """Every field of both that the class body of a known model shows; inherited ones once."""
        found = {id(v.target): (one, v) for one in self.classes for v in one.fields.values()}
        return tuple(found.values())

    def _attached(self, name: str) -> ValvesClass | None:
        main = self._component.main
        if main is None:
            return None
        stored = main.stored.get(name, [])
        if stored:
            value = stored[0].value
            if len(stored) > 1 or value is None:
                return None
            model = self._component.class_named(value, stored[0].method)
        else:
            model = None if self._is_ambiguous(main, name) else main.inner_class(name)
        return ValvesClass(self._component, name, model) if model is not None else None

    def _is_ambiguous(self, main: ClassModel, name: str) -> bool:
        """Whether branches define the class in several ways."""
        owner = next((one for one in main.lineage if name in one.scope.bindings), None)
        bindings: list[Binding] = owner.scope.bindings[name] if owner is not None else []
        return len({id(self._component.parent(b.node)) for b in bindings}) > 1

    def lacks(self, name: str) -> bool:
        """Whether the component's class certainly has no attribute of that name."""
        main = self._component.main
        if main is None or main.has_unknown_bases or main.has_attribute(name):
            return False
        return main.member("__getattr__") is None and not is_set_elsewhere(self._component, name)

    @cached_property
    def is_initialised(self) -> bool:
        """Whether an instance has the attribute as soon as it is made (true in doubt)."""
        main, name = self._component.main, self.attribute
        if main is None or main.has_unknown_bases or main.node.decorators or main.node.keywords:
            return True
        binding = main.member(name)
        if binding is not None and binding.how != "annotation":
            return not self.is_read_only
        if main.member("__getattr__") is not None or is_set_elsewhere(self._component, name):
            return True
        starting = self.starting_functions
        running = (i for i in main.stored.get(name, []) if self._component.runs(i.node))
        setting_it = [item.method for item in running]
        return any(method in starting or self._is_handed_on(method) for method in setting_it)

    @cached_property
    def is_read_only(self) -> bool:
        """Whether the attribute is a property that nothing can be assigned to."""
        main, name = self._component.main, self.attribute
        owner = next((m for m in main.lineage if name in m.scope.bindings), None) if main else None
        functions = [f for f in owner.own_functions() if f.name == name] if owner else []
        is_property = bool(functions) and "property" in functions[0].decorator_names
        return is_property and not any("setter" in f.decorator_names for f in functions[1:])

    def _is_handed_on(self, method: FunctionScope) -> bool:
        """Whether what runs while the instance is made mentions a method: `run(self.load)`, in a lambda."""
        return any(
            node.attr.value == method.name
            for function in self.starting_functions
            for scope in self._component.with_nested(function)
            for node in scope.of(cst.Attribute)
        )

    @cached_property
    def starting_functions(self) -> list[FunctionScope]:
        """The methods that run while the instance is made: `__init__` (inherited ones too) and what they call."""
        main = self._component.main
        if main is None:
            return []
        names = ("__new__", "__init__", "__post_init__")
        methods = [function for name in names if (function := main.method(name)) is not None]

        def onwards(function: FunctionScope) -> Iterator[FunctionScope]:
            yield from callees(self._component, function)
            for call in function.of(cst.Call):
                yield from self._called_on_instance(call, function)

        return reached(methods, onwards)

    def _called_on_instance(self, call: cst.Call, function: FunctionScope) -> list[FunctionScope]:
        """What `self.method()` runs when a base calls it, and what `super().method()` may run."""
        main, func = self._component.main, call.func
        if main is None or not isinstance(func, cst.Attribute):
            return []
        name = func.attr.value
        if self._component.is_self(func.value, function):
            method = main.method(name)
            return [method] if method is not None else []
        if isinstance(func.value, cst.Call) and dotted(func.value.func) == "super":
            return [f for model in main.lineage for f in model.own_functions() if f.name == name]
        return []

    @cached_property
    def detached(self) -> tuple[ClassModel, ...]:
        """`Valves` and `UserValves` at module level that the component's class does not have."""
        component = self._component
        names = ("Valves", "UserValves")
        if component.main is None or component.kind in (Kind.FUNCTION, Kind.PIPELINE):
            return ()
        return tuple(
            model
            for model in component.classes
            if model.is_top_level
            and model.name in names
            and self.lacks(model.name)
            and not self._is_base(model)
        )

    def _is_base(self, model: ClassModel) -> bool:
        """Whether a class that the component's class has inherits from it."""
        main = self._component.main
        inner = (main.inner_class(name) for name in main.member_names()) if main is not None else ()
        return any(one is not None and model in one.lineage for one in inner)

    def given(self, valves: ValvesClass) -> frozenset[str] | None:
        """The fields for which the component passes values when it makes the instance itself.

        None where the file does not show that.
        """
        stored = self.stored()
        call = stored[0].value if len(stored) == 1 else None
        if not isinstance(call, cst.Call):
            return None
        model = self._component.class_named(call.func, stored[0].method)
        return keywords(self._component, call) if model is valves.model else None

    @cached_property
    def own_uses(self) -> list[ValveUse]:
        """Where the component uses `self.valves`."""
        return own_uses(self._component, self.attribute)

    @cached_property
    def own_reads(self) -> list[ValveUse]:
        """`own_uses`, and what helpers of the file do with the valves they are given."""
        return with_helpers(self._component, self.own_uses, self.attribute)

    @cached_property
    def user_uses(self) -> list[ValveUse]:
        """Where the component uses `__user__["valves"]`."""
        return user_uses(self._component)

    @cached_property
    def user_reads(self) -> list[ValveUse]:
        """`user_uses`, and what helpers of the file do with the valves they are given."""
        return with_helpers(self._component, self.user_uses, None)

    def holds_own(self, valves: ValvesClass) -> bool:
        """Whether `self.valves` is never anything but an instance of that class."""
        return all(self._made_class(item) is valves.model for item in self.stored())

    def _made_class(self, item: Stored) -> ClassModel | None:
        """The class of this file of which an assignment makes an instance."""
        if not isinstance(item.value, cst.Call):
            return None
        func = item.value.func
        if isinstance(func, cst.Attribute) and func.attr.value in ("model_validate", "parse_obj"):
            func = func.value
        main, component = self._component.main, self._component
        if main is not None and isinstance(func, cst.Attribute):
            owner = func.value
            if isinstance(owner, cst.Call) and dotted(owner.func) == "type" and owner.args:
                owner = owner.args[0].value  # `type(self).Valves()`
            elif isinstance(owner, cst.Attribute) and owner.attr.value == "__class__":
                owner = owner.value
            if component.is_self(owner, item.method):
                return main.inner_class(func.attr.value)
        return component.class_named(func, item.method)

    def constant_attribute(self, name: str) -> object:
        """The value of an attribute that the class body or `__init__` sets once to a constant."""
        main = self._component.main
        if main is None:
            return UNKNOWN
        stored, binding = main.stored.get(name, []), main.member(name)
        if len(stored) == 1:
            return self._component.literal(stored[0].value)
        return self._component.literal(binding.value) if binding and not stored else UNKNOWN

    def stored(self) -> list[Stored]:
        """The assignments to the attribute."""
        main = self._component.main
        return main.stored.get(self.attribute, []) if main is not None else []


def keywords(component: Component, call: cst.Call) -> frozenset[str] | None:
    """The names of a call's keyword arguments, those of `**{…}` included; None where they are not shown."""
    found: set[str] = set()
    for argument in call.args:
        if argument.keyword is not None:
            found.add(argument.keyword.value)
            continue
        value = component.literal(argument.value) if argument.star == "**" else UNKNOWN
        if not isinstance(value, dict):
            return None
        found.update(key for key in value if isinstance(key, str))
    return frozenset(found)


@cached
def valves_of(component: Component) -> ValvesModel:
    """Return the component's `Valves` and `UserValves`."""
    return ValvesModel(component)
