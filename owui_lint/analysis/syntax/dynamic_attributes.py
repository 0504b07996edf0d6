"""Members that a class may get without its body or methods showing it."""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from owui_lint.analysis.syntax.definitions import ClassModel
from owui_lint.analysis.syntax.resolution import Resolution


def has_dynamic_attributes(file: Resolution, model: ClassModel, names: Collection[str]) -> bool:
    """Whether a class may have one of these members where neither its body nor its methods show it.

    By `__getattr__`, a decorator or metaclass, `setattr(self, …)`, `self.__dict__.update(…)`,
    `locals()` in the body, or an assignment from outside: `Pipe.pipe = run`. Without names, any
    public member is asked for.
    """
    if model.has_attribute("__getattr__") or model.has_attribute("__getattribute__"):
        return True
    if model.node.decorators or model.node.keywords:
        return True
    if any(_is_named(c, "locals") or _is_named(c, "vars") for c in model.scope.of(cst.Call)):
        return True
    by_name = (c for c in file.of(cst.Call) if _is_named(c, "setattr"))
    written = [c.args[0].value for c in by_name if c.args]
    for attribute in file.of(cst.Attribute):
        name = attribute.attr.value
        asked = name in names if names else not name.startswith("_")
        if _is_dict_written(file, attribute) or (asked and _is_set_outside(file, attribute)):
            written.append(attribute.value)
    return any(_is_this(file, model, node) for node in written)


def _is_dict_written(file: Resolution, attribute: cst.Attribute) -> bool:
    """`self.__dict__.update(…)`, `self.__dict__["pipe"] = …`."""
    parent = file.parent(attribute)
    if attribute.attr.value != "__dict__":
        return False
    if isinstance(parent, cst.Attribute):
        return parent.attr.value in ("update", "setdefault")
    return isinstance(parent, cst.Subscript) and isinstance(file.parent(parent), cst.AssignTarget)


def _is_set_outside(file: Resolution, attribute: cst.Attribute) -> bool:
    target = isinstance(file.parent(attribute), cst.AssignTarget)
    scope = file.scope_of(attribute)
    return target and not file.is_self(attribute.value, scope)


def _is_this(file: Resolution, model: ClassModel, node: cst.BaseExpression) -> bool:
    """Whether the expression is the class or an instance of it."""
    scope = file.scope_of(node)
    named = file.class_named(node, scope)
    return model in (named, file.instance_class(node, scope))


def _is_named(call: cst.Call, name: str) -> bool:
    return isinstance(call.func, cst.Name) and call.func.value == name
