"""Fields of Valves: annotation, default, and what their `Field(…)` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.pydantic.field_calls import FieldCall, field_call
from owui_lint.analysis.syntax.bindings import targets
from owui_lint.analysis.syntax.names import UNKNOWN, text
from owui_lint.component.valves.types import UNKNOWN_TYPE, ValveType, canonical, read_type
from owui_lint.host import Host

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component

_CLASS_VARIABLES = frozenset(
    {"typing.ClassVar", "ClassVar", "typing_extensions.ClassVar", "dataclasses.InitVar"}
)
_PLAIN_CALLS = ("os.", "str", "int", "float", "bool", "list", "dict", "tuple", "set", "json.")
"""Calls whose results are plain values: other calls may well give a `Field`."""


def _gives_value(component: Component, call: cst.Call, scope: Scope) -> bool:
    """Whether a call certainly gives a value, and no `Field`: `SecretStr("")`, `os.getenv("X")`.

    So does the class of a type that is known or of the file, and a method of a literal.
    """
    func: cst.BaseExpression = call.func
    model = component.class_named(func, scope)
    if model is not None:
        return not any(
            base.endswith("FieldInfo") for one in model.lineage for base in one.base_names
        )
    name = component.qualified(func, scope)
    if name is not None:
        parts = canonical(name).split(".")
        ways = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
        return name.startswith(_PLAIN_CALLS) or any(way in Host.valve_types() for way in ways)
    while isinstance(func, (cst.Attribute, cst.Call)):
        func = func.value if isinstance(func, cst.Attribute) else func.func
    return isinstance(func, _VALUES)


def _is_value(component: Component, node: cst.BaseExpression | None, scope: Scope) -> bool:
    """Whether an expression gives what is no function, descriptor or `Field`."""
    if isinstance(node, cst.BooleanOperation):
        return _is_value(component, node.right, scope)
    if isinstance(node, cst.IfExp):
        return _is_value(component, node.body, scope) and _is_value(component, node.orelse, scope)
    if isinstance(node, cst.Subscript):
        return component.qualified(node.value, scope) == "os.environ"
    if isinstance(node, cst.Call):
        return _gives_value(component, node, scope)
    return isinstance(node, _VALUES) or component.literal(node) is not UNKNOWN


_LITERAL_TYPES: dict[type, str] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    list: "list",
    dict: "dict",
}
_VALUES = (
    *(cst.Integer, cst.Float, cst.SimpleString, cst.ConcatenatedString, cst.FormattedString),
    *(cst.List, cst.Dict, cst.Set, cst.Tuple, cst.ListComp, cst.DictComp, cst.SetComp),
    *(cst.Comparison, cst.UnaryOperation, cst.BinaryOperation),
)
"""Expressions whose values are no functions."""


@dataclass(frozen=True)
class Valve:
    """One field of a Valves class.

    Attributes:
        name: the field's name
        owner: the class whose body holds it
        target: the node of its name, where findings stand
        annotation: the annotated type; None where there is none (pydantic refuses the class then)
        value: what is assigned; None where nothing is
        node: the assignment
    """

    component: Component
    name: str
    owner: ClassModel
    target: cst.Name
    annotation: cst.BaseExpression | None
    value: cst.BaseExpression | None
    node: cst.CSTNode

    @property
    def scope(self) -> Scope:
        """The class body."""
        return self.owner.scope

    @cached_property
    def type(self) -> ValveType:
        """The annotated type."""
        if self.annotation is None:
            return UNKNOWN_TYPE
        return read_type(self.component, self.annotation, self.scope)

    @cached_property
    def call(self) -> FieldCall | None:
        """The `Field(…)` that describes it, assigned or in `Annotated`; through a constant too."""
        return self.assigned_call or next(
            (call for node in self.type.metadata if (call := field_call(self.component, node))),
            None,
        )

    @cached_property
    def assigned_call(self) -> FieldCall | None:
        """The `Field(…)` that is assigned."""
        return field_call(self.component, self.value)

    @cached_property
    def is_opaque(self) -> bool:
        """Whether its `Field`, or what changes its type, may hide behind a name the file does not resolve."""
        if self.call is not None and self.call.has_stars:
            return True
        if any(
            field_call(self.component, node) is None and text(node) is None
            for node in self.type.metadata
        ):
            return True
        if self.assigned_call is not None or self.value is None:
            return False
        if isinstance(self.value, cst.Call):
            return not _gives_value(self.component, self.value, self.scope)
        if isinstance(self.value, cst.Name) and self.scope.sole_value(self.value.value) is None:
            return self.value.value not in ("None", "True", "False")
        return False

    @cached_property
    def default(self) -> cst.BaseExpression | None:
        """The expression of its default; None where there is none, or it is made by a factory."""
        if self.assigned_call is not None:
            found = self.assigned_call.argument("default")
        elif self.value is not None:
            found = self.value
        else:
            found = self.call.argument("default") if self.call is not None else None
        return None if found is None or _is_ellipsis(found) else found

    @cached_property
    def is_required(self) -> bool | None:
        """Whether an instance cannot be made without a value for it; None where that cannot be seen."""
        if self.is_opaque:
            return None
        if self.default is not None:
            return False
        calls = (self.assigned_call, self.call)
        return not any(call.argument("default_factory") is not None for call in calls if call)

    @cached_property
    def is_described(self) -> bool | None:
        """Whether it has a description; None where that cannot be seen."""
        if self.is_opaque:
            return None
        if self.call is None:
            return False
        extra = self.call.extra("description")
        if self.call.argument("description") is not None or (
            extra is not None and extra is not UNKNOWN
        ):
            return True
        return None if extra is UNKNOWN else False

    @cached_property
    def literal_type(self) -> str | None:
        """The type of the literal that is its default."""
        return _LITERAL_TYPES.get(type(self.component.literal(self.default)))

    @cached_property
    def is_simple(self) -> bool:
        """Whether pydantic certainly takes it as a field: its type, or the literal's, is a common one."""
        return self.type.is_known if self.annotation is not None else self.literal_type is not None

    @cached_property
    def is_plain_value(self) -> bool:
        """Whether what is assigned is a `Field(…)` or a value, and no function, descriptor or class."""
        if self.assigned_call is not None:
            return True
        value = self.value
        if isinstance(value, cst.Name):
            value = self.scope.sole_value(value.value) or value
        return _is_value(self.component, value, self.scope)

    def extra(self, key: str) -> object:
        """A value of the field's `json_schema_extra`, UNKNOWN where it cannot be seen."""
        if self.is_opaque:
            return UNKNOWN
        # pydantic merges what is assigned with what stands in `Annotated`, the former first
        calls = [
            self.assigned_call,
            *(field_call(self.component, node) for node in self.type.metadata),
        ]
        given = (call.extra(key) for call in calls if call is not None)
        return next((value for value in given if value is not None), None)

    def input(self, key: str) -> object:
        """A value of `json_schema_extra["input"]`, UNKNOWN where it cannot be seen."""
        value = self.extra("input")
        return value.get(key) if isinstance(value, dict) else UNKNOWN if value is UNKNOWN else None


def _is_ellipsis(node: cst.BaseExpression) -> bool:
    """Whether it says that there is no default: `...`, `Ellipsis`, `PydanticUndefined`."""
    return isinstance(node, cst.Ellipsis) or (
        isinstance(node, cst.Name) and node.value in ("Ellipsis", "PydanticUndefined")
    )


def fields_of(component: Component, model: ClassModel) -> Iterator[Valve]:
    """The fields of one class body, and what is assigned there without an annotation."""
    for name, bindings in model.scope.bindings.items():
        if name.startswith("_") or name == "model_config":
            continue
        found = [binding for binding in bindings if binding.how in ("assign", "annotation")]
        if not found or found[-1] is not bindings[-1]:
            continue  # a method, class, import or loop of that name is no field
        nodes = [binding.node for binding in found]
        annotated = [node for node in nodes if isinstance(node, cst.AnnAssign)]
        last = annotated[-1] if annotated else None
        annotation = last.annotation.annotation if last is not None else None
        if annotation is not None and _is_class_variable(component, annotation, model):
            continue
        node = last if last is not None else nodes[-1]
        target = _target(node, name)
        if target is not None:
            value = next((b.value for b in reversed(found) if b.value is not None), None)
            yield Valve(component, name, model, target, annotation, value, node)


def _target(node: cst.CSTNode, name: str) -> cst.Name | None:
    found: list[cst.BaseExpression] = []
    if isinstance(node, cst.AnnAssign):
        found = [node.target]
    elif isinstance(node, cst.Assign):
        found = [single for t in node.targets for single, _ in targets(t.target, None)]
    return next((t for t in found if isinstance(t, cst.Name) and t.value == name), None)


def _is_class_variable(
    component: Component, annotation: cst.BaseExpression, model: ClassModel
) -> bool:
    node = annotation.value if isinstance(annotation, cst.Subscript) else annotation
    if component.qualified(node, model.scope) in _CLASS_VARIABLES:
        return True
    # a string annotation: `x: "ClassVar[int]"`
    return "ClassVar" in (text(annotation) or "")
