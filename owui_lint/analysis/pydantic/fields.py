"""Fields of pydantic models and dataclasses: annotation, default, and what their `Field(…)` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import libcst as cst

from owui_lint.analysis.annotations.reader import TypeForm, TypeKind, read_annotation, type_name
from owui_lint.analysis.pydantic.field_calls import FieldCall, field_call
from owui_lint.analysis.syntax.bindings import targets
from owui_lint.analysis.syntax.names import UNKNOWN, text

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.analysis.syntax.scopes import Scope

_CLASS_VARIABLES = frozenset({"typing.ClassVar", "dataclasses.InitVar"})
_PLAIN_CALLS = ("os.", "str", "int", "float", "bool", "list", "dict", "tuple", "set", "json.")
"""Calls whose results are plain values: other calls may well give a `Field`."""


def _gives_value(file: PythonFile, call: cst.Call, scope: Scope) -> bool:
    """Return whether a call certainly gives a value, not a `Field`: `SecretStr("")`, `os.getenv("X")`.

    So does the class of a type that is known or of the file, and a method of a literal.
    """
    func: cst.BaseExpression = call.func
    model = file.class_named(func, scope)
    if model is not None:
        return "FieldInfo" not in model.base_kinds
    name = type_name(file, func, scope)
    if name:
        parts = name.split(".")
        ways = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
        return name.startswith(_PLAIN_CALLS) or any(map(file.framework.knows_type, ways))
    while isinstance(func, (cst.Attribute, cst.Call)):
        func = func.value if isinstance(func, cst.Attribute) else func.func
    return isinstance(func, _VALUES)


def _is_value(file: PythonFile, node: cst.BaseExpression | None, scope: Scope) -> bool:
    """Return whether an expression gives anything but a function, descriptor or `Field`."""
    if isinstance(node, cst.BooleanOperation):
        return _is_value(file, node.right, scope)
    if isinstance(node, cst.IfExp):
        return _is_value(file, node.body, scope) and _is_value(file, node.orelse, scope)
    if isinstance(node, cst.Subscript):
        return file.qualified(node.value, scope) == "os.environ"
    if isinstance(node, cst.Call):
        return _gives_value(file, node, scope)
    return isinstance(node, _VALUES) or file.literal(node) is not UNKNOWN


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
class ModelField:
    """One field of a class that pydantic reads.

    Attributes:
        file: the file of the class
        name: the field's name
        owner: the class whose body holds it
        target: the node of its name, where findings stand
        annotation: the annotated type; None where there is none (pydantic refuses the class then)
        value: what is assigned; None where nothing is
        node: the assignment
    """

    file: PythonFile
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
    def form(self) -> TypeForm | None:
        """What the annotation says; None where there is none."""
        if self.annotation is None:
            return None
        return read_annotation(self.file, self.annotation, self.scope)

    @cached_property
    def metadata(self) -> tuple[cst.BaseExpression, ...]:
        """What `Annotated` adds to the type."""
        return _metadata(self.form) if self.form is not None else ()

    @cached_property
    def call(self) -> FieldCall | None:
        """The `Field(…)` that describes it, assigned or in `Annotated`; through a constant too."""
        return self.assigned_call or next(
            (call for node in self.metadata if (call := field_call(self.file, node))),
            None,
        )

    @cached_property
    def assigned_call(self) -> FieldCall | None:
        """The `Field(…)` that is assigned."""
        return field_call(self.file, self.value)

    @cached_property
    def is_opaque(self) -> bool:
        """Whether its `Field`, or what changes its type, may hide behind a name the file does not resolve."""
        if self.call is not None and self.call.has_stars:
            return True
        if any(
            field_call(self.file, node) is None and text(node) is None for node in self.metadata
        ):
            return True
        if self.assigned_call is not None or self.value is None:
            return False
        if isinstance(self.value, cst.Call):
            return not _gives_value(self.file, self.value, self.scope)
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
        return _LITERAL_TYPES.get(type(self.file.literal(self.default)))

    @cached_property
    def is_plain_value(self) -> bool:
        """Whether what is assigned is a `Field(…)` or a value, and no function, descriptor or class."""
        if self.assigned_call is not None:
            return True
        value = self.value
        if isinstance(value, cst.Name):
            value = self.scope.sole_value(value.value) or value
        return _is_value(self.file, value, self.scope)

    def extra(self, key: str) -> object:
        """A value of the field's `json_schema_extra`, UNKNOWN where it cannot be seen."""
        if self.is_opaque:
            return UNKNOWN
        # pydantic merges what is assigned with what stands in `Annotated`, the former first
        calls = [
            self.assigned_call,
            *(field_call(self.file, node) for node in self.metadata),
        ]
        given = (call.extra(key) for call in calls if call is not None)
        return next((value for value in given if value is not None), None)

    def input(self, key: str) -> object:
        """A value of `json_schema_extra["input"]`, UNKNOWN where it cannot be seen."""
        value = self.extra("input")
        return value.get(key) if isinstance(value, dict) else UNKNOWN if value is UNKNOWN else None


def _is_ellipsis(node: cst.BaseExpression) -> bool:
    """Return whether it says that there is no default: `...`, `Ellipsis`, `PydanticUndefined`."""
    return isinstance(node, cst.Ellipsis) or (
        isinstance(node, cst.Name) and node.value in ("Ellipsis", "PydanticUndefined")
    )


def _metadata(form: TypeForm) -> tuple[cst.BaseExpression, ...]:
    """Return what `Annotated` adds to a type, through aliases and `Optional`; texts hold no nodes of the file."""
    if form.kind is TypeKind.UNION:
        typed = [member for member in form.members() if member.kind is not TypeKind.NONE]
        return _metadata(typed[0]) if len(typed) == 1 else ()
    if form.kind in (TypeKind.WRAPPED, TypeKind.ALIAS):
        return (*_metadata(form.inner[0]), *form.metadata)
    return ()


Field = TypeVar("Field", bound=ModelField)


def all_fields(file: PythonFile, model: ClassModel, make: type[Field]) -> list[Field]:
    """Return the fields of a class and its local bases as `make`, bases first, each as its last class has it."""
    lineage = reversed(model.lineage)
    return list({f.name: f for one in lineage for f in _own_fields(file, one, make)}.values())


def _own_fields(file: PythonFile, model: ClassModel, make: type[Field]) -> Iterator[Field]:
    """Yield the fields of one class body, and what is assigned there without an annotation."""
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
        if annotation is not None and _is_class_variable(file, annotation, model):
            continue
        node = last if last is not None else nodes[-1]
        target = _target(node, name)
        if target is not None:
            value = next((b.value for b in reversed(found) if b.value is not None), None)
            yield make(file, name, model, target, annotation, value, node)


def _target(node: cst.CSTNode, name: str) -> cst.Name | None:
    found: list[cst.BaseExpression] = []
    if isinstance(node, cst.AnnAssign):
        found = [node.target]
    elif isinstance(node, cst.Assign):
        found = [single for t in node.targets for single, _ in targets(t.target, None)]
    return next((t for t in found if isinstance(t, cst.Name) and t.value == name), None)


def _is_class_variable(file: PythonFile, annotation: cst.BaseExpression, model: ClassModel) -> bool:
    node = annotation.value if isinstance(annotation, cst.Subscript) else annotation
    if type_name(file, node, model.scope) in _CLASS_VARIABLES:
        return True
    # a string annotation: `x: "ClassVar[int]"`
    return "ClassVar" in (text(annotation) or "")
