"""Where in a hook's arguments an expression is from: `text` may be `body["messages"][…]["content"]`.

Each end of the ways back (see `analysis.origins`) is a parameter that Open WebUI fills, or a part or a
copy of such a one. Where anything else can be meant, there is no path, and rules stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import OUTSIDE, Origin, origins
from owui_lint.analysis.syntax.bindings import READERS
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.entry.points import entry_points

if TYPE_CHECKING:
    from owui_lint.component.model import Component

ITEM = "*"
"""The step from a list to one of its elements."""
_SAME_LIST = frozenset(
    {"reversed", "list", "tuple", "sorted", "iter", "copy.copy", "copy.deepcopy"}
)
"""Functions whose result has the elements, or is a copy, of what they are given."""
_SAME_DICT = frozenset({"dict", "copy.copy", "copy.deepcopy"})
_COPIERS = frozenset({"copy"})
_ROLES = frozenset({"system", "assistant", "tool", "developer"})


@dataclass(frozen=True)
class Path:
    """A part of what Open WebUI passes to a hook.

    Attributes:
        entry: the hook's name
        parameter: the parameter that carries it
        keys: the keys, and `ITEM` for an element of a list, that lead to it
        is_copy: whether it is in a copy, so that a write to it changes nothing of the hook's
    """

    entry: str
    parameter: str
    keys: tuple[str, ...] = ()
    is_copy: bool = False

    def down(self, key: str) -> Path:
        """The part of this one under a key."""
        return replace(self, keys=(*self.keys, key))


Paths = frozenset[Path]
NO_PATH: Paths = frozenset()


@cached(circular=NO_PATH)
def paths_of(component: Component, node: cst.BaseExpression) -> Paths:
    """Return the parts of hooks' arguments that an expression can be; empty where it may be anything else.

    An empty literal beside them (`x or []`) is the absence of the part.
    """
    found: set[Path] = set()
    for end in origins(component, node):
        if not is_empty(end.node):
            paths = _of_end(component, end)
            if not paths:
                return NO_PATH
            found |= paths
    return frozenset(found)


def _of_end(component: Component, end: Origin) -> Paths:
    """Return the parts that the end of one way is."""
    match end.node:
        case cst.Param() if end.how == OUTSIDE and end.function is not None:
            return frozenset(_of_entry(component, end.function, end.name))
        case cst.Subscript():
            return _of_subscript(component, end.node)
        case cst.Call():
            return _of_call(component, end.node)
        case cst.ListComp() | cst.GeneratorExp():
            return _of_comprehension(component, end.node)
        case cst.For() | cst.CompFor():
            return _of_loop(component, end.node, end.name)
    return NO_PATH


def is_empty(node: cst.CSTNode) -> bool:
    """Whether an expression is an empty literal: `""`, `[]`, `{}`, `None`, `False`, `0`."""
    if isinstance(node, cst.SimpleString):
        return text(node) == ""
    if isinstance(node, (cst.List, cst.Dict, cst.Tuple)):
        return not node.elements
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Name) and node.func.value == "dict" and not node.args
    return isinstance(node, cst.Name) and node.value in ("None", "False")


def _items(paths: Paths) -> Paths:
    return frozenset(path.down(ITEM) for path in paths)


def _of_subscript(component: Component, node: cst.Subscript) -> Paths:
    inner = paths_of(component, node.value)
    if not inner or len(node.slice) != 1:
        return NO_PATH
    index = node.slice[0].slice
    if not isinstance(index, cst.Index):
        return inner
    key = component.literal(index.value)
    if isinstance(key, str):
        return frozenset(path.down(key) for path in inner)
    if isinstance(key, int) or _is_counter(component, index.value):
        return _items(inner)
    return NO_PATH


def _is_counter(component: Component, node: cst.BaseExpression) -> bool:
    """Whether an index is the variable of a `for` around it: every element has its turn."""
    if not isinstance(node, cst.Name):
        return False
    return any(
        isinstance(current, cst.For)
        and any(binding.name == node.value for binding in READERS[cst.For](current))
        for current in component.ancestors(node)
    )


def _of_call(component: Component, call: cst.Call) -> Paths:
    func = call.func
    if isinstance(func, cst.Attribute):
        method = func.attr.value
        if method in ("get", "pop", "setdefault") and call.args:
            key = component.literal(call.args[0].value)
            inner = paths_of(component, func.value)
            if isinstance(key, str):
                return frozenset(path.down(key) for path in inner)
            return _items(inner) if method == "pop" and isinstance(key, int) else NO_PATH
        if method == "pop" and not call.args:
            return _items(paths_of(component, func.value))
        if method in _COPIERS and not call.args:
            return _copied(paths_of(component, func.value))
    name = component.qualified(func)
    if name in _SAME_LIST | _SAME_DICT and len(call.args) == 1 and not call.args[0].star:
        found = paths_of(component, call.args[0].value)
        return _copied(found) if name in _SAME_DICT else found
    if name == "next" and call.args and (len(call.args) == 1 or is_empty(call.args[1].value)):
        return _items(paths_of(component, call.args[0].value))
    return NO_PATH


def _copied(paths: Paths) -> Paths:
    return frozenset(replace(path, is_copy=True) for path in paths)


def _of_comprehension(component: Component, node: cst.ListComp | cst.GeneratorExp) -> Paths:
    """`[m for m in messages if …]`: a list of the same elements, unless only other roles are taken."""
    loop = node.for_in
    if loop.inner_for_in is not None or not isinstance(node.elt, cst.Name):
        return NO_PATH
    if not isinstance(loop.target, cst.Name) or loop.target.value != node.elt.value:
        return NO_PATH
    if any(names_other_role(component, item.test) for item in loop.ifs):
        return NO_PATH
    return paths_of(component, loop.iter)


def names_other_role(component: Component, test: cst.CSTNode) -> bool:
    """Whether a test names a role of messages that a person does not write."""
    code = component.tree.code_for_node(test)
    return any(f'"{role}"' in code or f"'{role}'" in code for role in _ROLES)


def _of_loop(component: Component, loop: cst.For | cst.CompFor, name: str) -> Paths:
    target, source = loop.target, loop.iter
    if isinstance(target, cst.Tuple):
        second = target.elements[1].value if len(target.elements) == 2 else None
        counted = isinstance(source, cst.Call) and component.qualified(source.func) == "enumerate"
        while isinstance(source, cst.Call) and not counted and len(source.args) == 1:
            source = source.args[0].value  # `reversed(list(enumerate(messages)))`
            counted = (
                isinstance(source, cst.Call) and component.qualified(source.func) == "enumerate"
            )
        if not counted or not isinstance(second, cst.Name) or second.value != name:
            return NO_PATH
        assert isinstance(source, cst.Call)
        source = source.args[0].value if source.args else source
    return _items(paths_of(component, source))


def _of_entry(component: Component, home: FunctionScope, name: str) -> Iterator[Path]:
    for entry in entry_points(component):
        parameter = entry.parameter(name) if entry.function is home else None
        if parameter is not None and entry.is_plain and not entry.is_passed_in_file(parameter):
            yield Path(entry.name, name)


def entry_function(component: Component, node: cst.CSTNode) -> FunctionScope | None:
    """The function of an entry point in which a node stands itself (no nested function)."""
    scope: Scope = component.scope_of(node)
    for entry in entry_points(component):
        if entry.function is scope:
            return entry.function
    return None
