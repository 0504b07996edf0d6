"""Which classes of a file are pydantic models, and how they are configured."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.matchers import decorating, keyword_argument
from owui_lint.analysis.syntax.names import UNKNOWN, dotted

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile
    from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope

_MODELS = frozenset(
    {
        "BaseModel",  # not imported by name: a star import, or the name would not exist
        "pydantic.BaseModel",
        "pydantic.main.BaseModel",
        "pydantic.RootModel",
        "pydantic.root_model.RootModel",
        "pydantic_settings.BaseSettings",
    }
)
_OPEN_MODELS = frozenset(
    {"pydantic.RootModel", "pydantic.root_model.RootModel", "pydantic_settings.BaseSettings"}
)
"""Models whose values do not come from their fields and arguments alone."""

_DECORATORS = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass", "attrs.define"})
_KNOWN_MODULES = frozenset({"abc", "argparse", "collections", "dataclasses", "enum", "types"})
_KNOWN_BASES = frozenset(
    {
        *("object", "dict", "list", "str", "int", "float", "tuple", "set", "Exception"),
        *("typing.TypedDict", "typing.NamedTuple", "typing.Protocol", "typing.Generic"),
        *("typing_extensions.TypedDict", "typing_extensions.NamedTuple"),
    }
)
"""Bases that are certainly no models, beside what `_KNOWN_MODULES` hold."""

PROTECTED = frozenset(
    {"model_config", "model_dump", "model_dump_json", "model_validate", "model_validate_json"}
    | {"model_validate_strings"}
)
"""Names that pydantic 2.13 refuses as fields of a model (measured)."""

VALIDATORS = frozenset(
    {"field_validator", "model_validator", "validator", "root_validator", "validate_arguments"}
)
"""Decorators of methods that pydantic calls with values."""


class ModelKind(Enum):
    """What a class is to pydantic 2."""

    MODEL = "model"
    LEGACY = "legacy"
    """A model of `pydantic.v1`."""
    OTHER = "other"
    """Certainly no model."""
    UNKNOWN = "unknown"


def model_kind(file: PythonFile, model: ClassModel) -> ModelKind:
    """What the class is, as far as the file shows."""
    bases = list(_bases(file, model))
    if any(name in _MODELS for name in bases):
        return ModelKind.MODEL
    if any(name.startswith("pydantic.v1.") for name in bases):
        return ModelKind.LEGACY
    decorators = [_decorator_name(file, d) for d in model.node.decorators]
    if any(name not in _DECORATORS for name in decorators) or model.node.keywords:
        return ModelKind.UNKNOWN
    known = all(name in _KNOWN_BASES or name.split(".")[0] in _KNOWN_MODULES for name in bases)
    return ModelKind.OTHER if known else ModelKind.UNKNOWN


def has_open_values(file: PythonFile, model: ClassModel) -> bool:
    """Whether instances get values or fields from elsewhere than the class bodies of the file."""
    bases = list(_bases(file, model))
    if any(name in _OPEN_MODELS or name not in _MODELS for name in bases):
        return True
    calls = (call.func for one in model.lineage for call in one.scope.of(cst.Call))
    return any(isinstance(f, cst.Name) and f.value in ("locals", "vars", "exec") for f in calls)


def _bases(file: PythonFile, model: ClassModel) -> Iterator[str]:
    """Dotted names of all bases in the lineage that are not classes of this file, "?" where unknown."""
    for one in model.lineage:
        for node, name in zip(one.base_nodes, one.base_names, strict=False):
            imported = _imported_in_some_branch(file, one, node)
            if imported is not None:
                yield imported
            elif one.base_class(node) is None and name not in _HARMLESS:
                yield name


def _imported_in_some_branch(
    file: PythonFile, model: ClassModel, node: cst.BaseExpression
) -> str | None:
    """What a base is where the import works: `try: from pydantic import BaseModel`, else a class of the file."""
    outer = model.scope.parent
    found = outer.lookup(node.value) if outer is not None and isinstance(node, cst.Name) else None
    if found is None or len(found[1]) < 2:
        return None
    imports = (file.import_of(binding) for binding in found[1])
    return next((item.target for item in imports if item is not None), None)


_HARMLESS = frozenset({"object", "abc.ABC", "typing.Generic", "Generic"})


def _decorator_name(file: PythonFile, decorator: cst.Decorator) -> str | None:
    node = decorating(decorator)
    return file.qualified(node) or dotted(node)


def setting(file: PythonFile, model: ClassModel, name: str) -> object:
    """A value of `model_config` (or of the older `class Config`), UNKNOWN where it cannot be read.

    None where no class of the lineage sets it.
    """
    for one in model.lineage:
        value = _own_setting(file, one, name)
        if value is not None:
            return value
    return None


def _own_setting(file: PythonFile, model: ClassModel, name: str) -> object:
    bindings = model.scope.bindings.get("model_config")
    if bindings:
        binding = bindings[-1]
        if isinstance(binding.value, cst.Call):
            return _argument(file, binding.value, name)
        value = file.literal(binding.value)
        return value.get(name) if isinstance(value, dict) else UNKNOWN
    for keyword in model.node.keywords:  # `class Valves(BaseModel, extra="allow")`
        if keyword.keyword is not None and keyword.keyword.value == name:
            return file.literal(keyword.value)
    inner = model.scope.bindings.get("Config")
    config = file.class_of_binding(inner[-1], model.scope) if inner else None
    found = config.scope.bindings.get(name) if config is not None else None
    return file.literal(found[-1].value) if found else None


def _argument(file: PythonFile, call: cst.Call, name: str) -> object:
    given = keyword_argument(call, name)
    if given is not None:
        return file.literal(given)
    return UNKNOWN if any(argument.star for argument in call.args) else None


def validators(
    file: PythonFile, model: ClassModel
) -> Iterator[tuple[FunctionScope, cst.Decorator, str]]:
    """The validators of a class and its local bases, each with its decorator and that one's last name."""
    for one in model.lineage:
        for function in one.own_functions():
            for decorator in function.decorators:
                name = (_decorator_name(file, decorator) or "").split(".")[-1]
                if name in VALIDATORS:
                    yield function, decorator, name


def early_validated(file: PythonFile, model: ClassModel) -> frozenset[str] | None:
    """The fields with a validator that sees the value before its type is checked; None for all fields."""
    found: set[str] = set()
    for _, decorator, name in validators(file, model):
        call = decorator.decorator
        if not isinstance(call, cst.Call):
            continue
        mode = _argument(file, call, "pre" if "root" in name or name == "validator" else "mode")
        if mode in ("after", False, None):
            continue
        fields = [file.literal(a.value) for a in call.args if a.keyword is None]
        if "model" in name or "root" in name or not all(isinstance(f, str) for f in fields):
            return None
        found.update(field for field in fields if isinstance(field, str))
    return None if "*" in found else frozenset(found)


_SERIALIZERS = frozenset({"field_serializer", "model_serializer"})
_DUMPING = frozenset({"model_dump", "dict"})
_SCHEMA = frozenset(
    {"schema", "model_json_schema", "__get_pydantic_json_schema__", "__get_pydantic_core_schema__"}
)


def changes_dump(model: ClassModel) -> bool:
    """Whether the class itself says how it is saved."""
    return any(
        function.decorator_names & _SERIALIZERS or function.name in _DUMPING
        for one in model.lineage
        for function in one.own_functions()
    )


def changes_schema(file: PythonFile, model: ClassModel) -> bool:
    """Whether the class itself says what the settings page sees."""
    if any(model.member(name) is not None for name in _SCHEMA):
        return True
    return any(
        setting(file, model, name) is not None for name in ("json_schema_extra", "schema_extra")
    )


def describes_itself(model: ClassModel) -> bool:
    """Whether the class tells pydantic itself how it is described."""
    return any(name.startswith("__get_pydantic") for name in model.member_names())


_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag"})


def is_enum(model: ClassModel) -> bool:
    """Return whether the class is an enum."""
    return bool(model.base_kinds & _ENUMS)


def is_one_of_several(file: PythonFile, model: ClassModel) -> bool:
    """Return whether the name is bound in several blocks, so that the class in force may be another one."""
    outer = model.scope.parent
    bindings = outer.bindings.get(model.name, []) if outer is not None else []
    return len({id(file.parent(binding.node)) for binding in bindings}) > 1


def is_dataclass(model: ClassModel) -> bool:
    """Return whether the class is a dataclass."""
    names = (dotted(decorating(decorator)) for decorator in model.node.decorators)
    return any((name or "").split(".")[-1] == "dataclass" for name in names)
