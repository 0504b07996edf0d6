"""Which expressions are the id of the model of a request, `body["model"]`, or made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import OUTSIDE, Origin, origins
from owui_lint.analysis.syntax.matchers import keyed_read
from owui_lint.analysis.syntax.names import dotted, text

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@cached
def is_model_id(component: Component, value: cst.BaseExpression) -> bool:
    """Whether a value can be `body["model"]` or what a method made of it.

    It is not where it can be an id of the author's own, or something unknown that callers pass.
    """
    ends = origins(component, value, until=_is_read, through=_receiver)
    others = any(end.how == OUTSIDE or text(end.node) for end in ends)
    return any(_is_read(component, end) for end in ends) and not others


def _is_read(_component: Component, one: Origin) -> bool:
    read = keyed_read(one.expression)
    return read is not None and read.name == "model" and dotted(read.container) == "body"


def _receiver(_component: Component, end: Origin) -> list[cst.BaseExpression]:
    """What a method is called on: `model.strip()`."""
    node = end.expression
    if not isinstance(node, cst.Call) or keyed_read(node) is not None:
        return []
    return [node.func.value] if isinstance(node.func, cst.Attribute) else []
