"""Attributes in annotations that exist nowhere: `typing.Optionl[str]`, `Options.Missing`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.reader import read_annotation
from owui_lint.analysis.memo import cached
from owui_lint.host.standard_library import missing_from_python

if TYPE_CHECKING:
    from owui_lint.component.model import Component


def missing_attribute(
    component: Component, annotation: cst.BaseExpression
) -> tuple[str, str] | None:
    """Return the module or class of an annotation and what it lacks; None where that is not certain."""
    for form in read_annotation(component, annotation, component.module).parts():
        part = form.named
        if not isinstance(part, cst.Attribute):
            continue
        name = component.qualified(part, component.module)
        missing = missing_from_python(name) if name is not None else None
        if missing is not None:
            return missing
        found = _missing_from_class(component, part)
        if found is not None:
            return found
    return None


def _missing_from_class(component: Component, part: cst.Attribute) -> tuple[str, str] | None:
    model, name = component.class_named(part.value, component.module), part.attr.value
    if model is None or model.has_unknown_bases or model.member(name) is not None:
        return None
    if model.node.keywords or model.node.decorators or name.startswith("_"):
        return None  # a metaclass or decorator may give it any attribute
    return None if name in _set_attributes(component) else (model.name, name)


@cached
def _set_attributes(component: Component) -> frozenset[str]:
    """Return the attributes that the file sets somewhere: `Model.Inner = …`, any where it calls `setattr`."""
    return frozenset(_set_somewhere(component))


def _set_somewhere(component: Component) -> Iterator[str]:
    for node in component.of(cst.AssignTarget):
        if isinstance(node.target, cst.Attribute):
            yield node.target.attr.value
    if any(name.value == "setattr" for name in component.of(cst.Name)):
        yield from component.attributes_named
