"""What a component does with `__user__`, which is a dict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import asks_for_type, is_caught
from owui_lint.analysis.pydantic.models import setting
from owui_lint.analysis.syntax.definitions import ClassModel
from owui_lint.analysis.syntax.matchers import decorating
from owui_lint.component.hostapi.calls import host_calls
from owui_lint.component.hostapi.names import HostName
from owui_lint.component.payload.paths import paths_of
from owui_lint.component.world import release_guards
from owui_lint.host import USER

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_DICT_METHODS = frozenset(dir(dict))
_NOT_AN_OBJECT = frozenset({"AttributeError", "Exception"})
_MODELS = frozenset({"pydantic.BaseModel"})
_TUPLES = frozenset({"typing.NamedTuple"})


@dataclass(frozen=True)
class UserArgument:
    """`__user__` given to a function of Open WebUI that reads attributes of it."""

    call: cst.Call
    argument: cst.BaseExpression
    target: HostName
    skips_role: bool


def is_user(component: Component, node: cst.BaseExpression) -> bool:
    """Whether an expression is the injected `__user__` itself."""
    paths, names = paths_of(component, node), component.host.names_of(USER)
    return bool(paths) and all(path.parameter in names and not path.keys for path in paths)


def attribute_reads(component: Component) -> Iterator[cst.Attribute]:
    """Yield `__user__.id` and the like: attributes that a dict does not have."""
    if not any(name in component.source.text for name in component.host.names_of(USER)):
        return
    for attribute in component.of(cst.Attribute):
        if attribute.attr.value in _DICT_METHODS or not is_user(component, attribute.value):
            continue
        if not _is_object_there(component, attribute, attribute.attr.value):
            yield attribute


def _is_object_there(component: Component, place: cst.CSTNode, name: str | None = None) -> bool:
    """Whether a test or a handler around a place sees to what the user is, or has the attribute `name`."""
    is_owner = partial(is_user, component)
    return asks_for_type(component, place, is_owner) or release_guards(component).is_guarded(
        place, _NOT_AN_OBJECT, is_owner, name
    )


def user_arguments(component: Component) -> Iterator[UserArgument]:
    """Yield each call of a function of Open WebUI that wants a user object and is given the dict."""
    for item in host_calls(component):
        member, target = item.target.member, item.target
        if (
            member is None
            or target.obj
            or not component.host.wants_user(target.module, target.name)
        ):
            continue
        signature = component.host.signature(member)
        argument = _argument(item.call, signature.positional if signature is not None else ())
        if argument is None or not is_user(component, argument):
            continue
        if not _is_object_there(component, item.call):
            yield UserArgument(item.call, argument, target, _skips_role(component, item.call))


def _argument(call: cst.Call, positional: tuple[str, ...]) -> cst.BaseExpression | None:
    """Return what a call gives the parameter `user`."""
    given = next(
        (a.value for a in call.args if a.keyword is not None and a.keyword.value == "user"), None
    )
    if given is not None or "user" not in positional or any(arg.star for arg in call.args):
        return given
    index = positional.index("user")
    plain = [arg.value for arg in call.args if arg.keyword is None]
    return plain[index] if index < len(plain) else None


def _skips_role(component: Component, call: cst.Call) -> bool:
    return any(
        arg.keyword is not None
        and arg.keyword.value == "bypass_filter"
        and component.literal(arg.value) is not False
        for arg in call.args
    )


def unpackings(component: Component) -> Iterator[tuple[cst.Call, ClassModel]]:
    """Yield each `Own(**__user__)` of a class of the file that takes a fixed set of fields."""
    for call in component.of(cst.Call):
        starred = [arg.value for arg in call.args if arg.star == "**"]
        if not starred:
            continue
        model = component.class_named(call.func, component.scope_of(call))
        if model is None or not any(_spreads_user(component, node) for node in starred):
            continue
        if _takes_fixed_fields(component, model) and not is_caught(
            component, call, frozenset({"TypeError"})
        ):
            yield call, model


def _spreads_user(component: Component, node: cst.BaseExpression) -> bool:
    """Whether an expression is `__user__`, or a dict display that repeats it: `{**__user__}`."""
    if isinstance(node, cst.Dict):
        repeated = [e.value for e in node.elements if isinstance(e, cst.StarredDictElement)]
        return any(_spreads_user(component, value) for value in repeated)
    if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or):
        return _spreads_user(component, node.left)  # `__user__ or {}`
    return is_user(component, node)


def _takes_fixed_fields(component: Component, model: ClassModel) -> bool:
    if set(model.foreign_bases) & _MODELS and set(model.foreign_bases) <= _MODELS:
        return setting(component, model, "extra") == "forbid"
    if set(model.foreign_bases) == _TUPLES:
        return True
    if model.has_unknown_bases or model.node.keywords:
        return False
    init = model.method("__init__")
    if init is not None:
        return not init.decorators and not any(p.star == "**" for p in init.parameters)
    names = [component.qualified(decorating(d)) for d in model.node.decorators]
    return names == ["dataclasses.dataclass"]
