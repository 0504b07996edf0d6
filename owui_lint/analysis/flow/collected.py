"""Values that a list, tuple, set or dict holds: where the file takes them out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.reaching_definitions import reaching_loop
from owui_lint.analysis.reads import reads

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_LOOKING = frozenset({"len", "bool", "print"})
"""Functions that do nothing with the items."""


def taken_out(file: PythonFile, value: cst.CSTNode) -> list[cst.BaseExpression] | None:
    """Return the expressions that read the items of the collection that `value` is put into.

    None where it is put into none, or the collection goes where nobody sees what is done with it
    (it is returned, passed on, or unpacked into `gather(*tasks)`).
    """
    collection = _collection_of(file, value)
    if collection is None:
        return None
    places = _places_of(file, collection)
    if places is None:
        return None
    found: list[cst.BaseExpression] = []
    for place in places:
        items = _items(file, place)
        if items is None:
            return None
        found += items
    return found


def _collection_of(file: PythonFile, value: cst.CSTNode) -> cst.BaseExpression | None:
    parent = file.parent(value)
    if isinstance(parent, (cst.ListComp, cst.SetComp, cst.GeneratorExp)) and parent.elt is value:
        return parent
    if isinstance(parent, cst.DictComp) and parent.value is value:
        return parent
    holds = isinstance(parent, cst.Element) or (
        isinstance(parent, cst.DictElement) and parent.value is value
    )
    whole = file.parent(parent) if parent is not None and holds else None
    return whole if isinstance(whole, (cst.List, cst.Tuple, cst.Set, cst.Dict)) else None


def _places_of(file: PythonFile, collection: cst.BaseExpression) -> list[cst.BaseExpression] | None:
    """The places that read the collection: itself, or every use of the one name it has."""
    parent = file.parent(collection)
    if not isinstance(parent, cst.Assign):
        return [collection]
    target = parent.targets[0].target
    if len(parent.targets) != 1 or not isinstance(target, cst.Name):
        return None
    home = file.scope_of(target)
    if home.parent is None or home.sole_value(target.value) is not collection:
        return None
    return list(reads(file, target))


def _items(file: PythonFile, place: cst.BaseExpression) -> list[cst.BaseExpression] | None:
    parent = file.parent(place)
    if isinstance(parent, cst.Subscript) and parent.value is place:
        return [parent]
    if isinstance(parent, (cst.For, cst.CompFor)) and parent.iter is place:
        return _runs_over(file, parent)
    if isinstance(parent, (cst.If, cst.IfExp)) and parent.test is place:
        return []
    if isinstance(parent, cst.Arg) and not parent.star:
        call = file.parent(parent)
        if not isinstance(call, cst.Call) or file.qualified(call.func) not in _LOOKING:
            return None
        return [] if not isinstance(file.parent(call), (cst.For, cst.CompFor)) else None
    return None


def _runs_over(file: PythonFile, loop: cst.For | cst.CompFor) -> list[cst.BaseExpression] | None:
    target = loop.target
    if not isinstance(target, cst.Name) or loop.asynchronous is not None:
        return None
    home = file.scope_of(target)
    found: list[cst.BaseExpression] = []
    for name in reads(file, target):
        reached = reaching_loop(file, name, home)
        if reached is None:
            return None  # after the loop, or from a nested function
        if reached is loop:
            found.append(name)
    return found
