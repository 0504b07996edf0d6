"""What keeps Open WebUI from creating a component: it calls the class without arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.decorators import gives_nothing
from owui_lint.analysis.syntax.definitions import EMPTY_BASES
from owui_lint.analysis.syntax.names import is_none

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
    from owui_lint.component.model import Component

Problem = tuple[cst.CSTNode, str]
_DATACLASSES = frozenset({"dataclasses.dataclass"})
_FIELDS = frozenset({"dataclasses.field"})
_NO_FIELD = ("ClassVar", "KW_ONLY")


def uncreatable(component: Component, main: ClassModel) -> Iterator[Problem]:
    """Yield why `Pipe()` raises, or why there is no class to call."""
    for decorator in main.node.decorators:
        if gives_nothing(component, decorator):
            name = cst.Module([]).code_for_node(decorator.decorator)
            yield (
                decorator,
                f"`{name}` returns None, so `{main.name}` cannot be created; return the class",
            )
            return
    yield from _abstract(main)
    yield from _dataclass(component, main)
    if main.node.decorators or main.node.keywords:
        return  # who knows what Open WebUI's call arrives at
    init, new = main.method("__init__"), main.method("__new__")
    if init is not None and not init.is_lambda and not init.decorators:
        yield from _of_init(component, main, init)
    if new is not None and not new.is_lambda and not new.decorators:
        for parameter in new.parameters[1:]:
            if parameter.is_required:
                yield parameter.node, _without_arguments(main, parameter.name)


def _without_arguments(main: ClassModel, name: str) -> str:
    return f"Open WebUI calls `{main.name}()` without arguments; give `{name}` a default"


def _of_init(component: Component, main: ClassModel, init: FunctionScope) -> Iterator[Problem]:
    if not init.parameters:
        yield init.node, "`__init__` has no `self`, so the component cannot be created; add it"
        return
    if init.is_async:
        yield init.node, "`__init__` is async, so the component cannot be created; remove `async`"
        return
    for parameter in init.parameters[1:]:
        if parameter.is_required:
            yield parameter.node, _without_arguments(main, parameter.name)
    if init.is_generator:
        yield init.node, "`__init__` yields, so the component cannot be created; remove the `yield`"
        return
    for node in init.of(cst.Return):
        if _is_value(node.value) and component.runs(node):
            yield (
                node,
                "`__init__` returns a value, so the component cannot be created; return nothing",
            )


def _is_value(value: cst.BaseExpression | None) -> bool:
    """Whether what is returned is certainly not None: a literal, not a call or a name."""
    plain = (cst.SimpleString, cst.Integer, cst.Float, cst.List, cst.Dict, cst.Tuple)
    named = isinstance(value, cst.Name) and value.value in ("True", "False", "self")
    return value is not None and not is_none(value) and (isinstance(value, plain) or named)


def _abstract(main: ClassModel) -> Iterator[Problem]:
    if any(base not in EMPTY_BASES for base in main.foreign_bases):
        return
    if any(one.node.decorators for one in main.lineage):
        return
    bases = {base for one in main.lineage for base in one.base_names}
    metaclasses = (k.value for one in main.lineage for k in one.node.keywords)
    by_meta = any(_last(node) == "ABCMeta" for node in metaclasses)
    if not by_meta and not bases & {"abc.ABC", "ABC"}:
        return
    for name, function in main.methods():
        if "abstractmethod" in function.decorator_names:
            yield (
                main.node,
                f"`{main.name}` does not define the abstract method `{name}`; define it",
            )


def _last(node: cst.BaseExpression) -> str:
    return node.attr.value if isinstance(node, cst.Attribute) else getattr(node, "value", "")


def _dataclass(component: Component, main: ClassModel) -> Iterator[Problem]:
    """Yield the fields of a dataclass that its `__init__` needs."""
    if main.has_unknown_bases or main.method("__init__") is not None:
        return
    for model in main.lineage:
        if not any(_makes_init(component, d) for d in model.node.decorators):
            continue
        for node in model.scope.of(cst.AnnAssign):
            if not isinstance(node.target, cst.Name) or model.scope.node is not model.node:
                continue
            written = cst.Module([]).code_for_node(node.annotation.annotation)
            if any(word in written for word in _NO_FIELD):
                continue
            name = node.target.value
            overridden = any(name in m.scope.bindings for m in main.lineage if m is not model)
            if not overridden and (node.value is None or _is_required(component, node.value)):
                yield node.target, _without_arguments(main, name)


def _makes_init(component: Component, decorator: cst.Decorator) -> bool:
    node = decorator.decorator
    call = node if isinstance(node, cst.Call) else None
    if component.qualified(call.func if call is not None else node) not in _DATACLASSES:
        return False
    given = {a.keyword.value: a.value for a in call.args if a.keyword} if call is not None else {}
    return "init" not in given


def _is_required(component: Component, value: cst.BaseExpression) -> bool:
    if not isinstance(value, cst.Call) or component.qualified(value.func) not in _FIELDS:
        return False
    names = {a.keyword.value if a.keyword else "*" for a in value.args}
    return not names & {"default", "default_factory", "init", "*"}
