"""Events that are objects: Open WebUI reads an event with `get`, and sends it as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.origins import EXPRESSION, origins
from owui_lint.component.events.emissions import Emission

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component

_NO_DICTS = frozenset({"BaseModel", "pydantic.BaseModel", "pydantic.main.BaseModel"})
"""Bases that make no dict of an object."""


def event_model(component: Component, emission: Emission) -> ClassModel | None:
    """Return the class of the file of which the event is always an object, and no dict."""
    if emission.event is None or not emission.is_certain:
        return None
    ends = origins(component, emission.event)
    models = [_class_of(component, end.node) if end.how == EXPRESSION else None for end in ends]
    return models[0] if models and all(model is not None for model in models) else None


def _class_of(component: Component, node: cst.CSTNode) -> ClassModel | None:
    if not isinstance(node, cst.Call):
        return None
    model = component.class_named(node.func, component.scope_of(node))
    if model is None or not set(model.foreign_bases) <= _NO_DICTS or model.node.keywords:
        return None
    own = {"get", "__getitem__", "__new__", "__getattr__"}
    if any(model.member(name) is not None for name in own):
        return None
    return model
