"""Names that nothing defines when the file is loaded: a `NameError` before anything runs."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import is_caught
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
from owui_lint.analysis.syntax.dynamic_attributes import has_dynamic_attributes
from owui_lint.analysis.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_NAME_ERRORS = frozenset({"", "NameError", "Exception", "BaseException"})
_WRITING_NAMES = frozenset({"globals", "locals", "vars", "exec", "eval", "__import__"})
"""Builtins through which names come to be that no statement binds."""


def may_have_hidden_names(file: PythonFile) -> bool:
    """Return whether names may exist that no statement of the file binds (star imports, `globals()`, `exec`)."""
    if any(item.name == "*" for item in file.imports):
        return True
    if file.of(cst.TypeAlias):
        return True  # no scope of ours holds the names of `type X = …`
    return any(name.value in _WRITING_NAMES for name in file.of(cst.Name))


def is_builtin(name: str) -> bool:
    """Return whether Python defines the name itself; dunder names are the module's own."""
    return hasattr(builtins, name) or (name.startswith("__") and name.endswith("__"))


def undefined_at_load(
    file: PythonFile, functions: Iterable[FunctionScope] = ()
) -> Iterator[cst.Name]:
    """Yield the first read, in each scope, of each name that nothing has bound when the file loads.

    Args:
        file: the file
        functions: what runs as part of loading beside module and class bodies; their names may be
            bound anywhere in the file, for the module has been run by then

    Annotations are left out: whether they are evaluated at all depends on who runs the file.
    """
    if may_have_hidden_names(file):
        return
    for scope in file.scopes:
        if all(not isinstance(outer, FunctionScope) for outer in scope.outwards()):
            yield from _undefined_in(file, scope, ordered=True)
    for function in functions:
        yield from _undefined_in(file, function, ordered=False)


def _undefined_in(file: PythonFile, scope: Scope, *, ordered: bool) -> Iterator[cst.Name]:
    settled: set[str] = set()  # a name that is bound at one read is bound at all later ones
    for name in scope.of(cst.Name):
        if name.value in settled or is_builtin(name.value) or not _is_read(file, name):
            continue
        if _is_bound(file, scope, name, ordered=ordered):
            settled.add(name.value)
            continue
        if not file.runs(name):
            continue
        if not is_conditional(file, name) and not is_caught(file, name, _NAME_ERRORS):
            settled.add(name.value)
            yield name


def _is_bound(file: PythonFile, scope: Scope, name: cst.Name, *, ordered: bool) -> bool:
    if any(name.value in writer.declared_elsewhere for writer in scope.module.writers):
        return True  # `global x` in a function that may have been called
    found = scope.lookup(name.value)
    if found is None:
        return False
    home, bindings = found
    if not ordered or home is not scope.module:
        return any(file.runs(one.node) for one in bindings)
    first = _first_bound(file, name.value)
    return first is not None and first <= top_level_index(file, name)


@cached
def _first_bound(file: PythonFile, name: str) -> int | None:
    """Return the number of the first module statement that may bind a name of the module.

    Asked for each use of the name, of which there may be as many as bindings.
    """
    bindings = file.module.bindings.get(name, ())
    return min((top_level_index(file, b.node) for b in bindings if file.runs(b.node)), default=None)


def top_level_index(file: PythonFile, node: cst.CSTNode) -> int:
    """Return which of the module's statements (from 0) holds `node`: what comes later is not there yet."""
    statement = node
    for current in file.ancestors(node):
        if isinstance(current, cst.Module):
            break
        statement = current
    return _top_level_places(file).get(id(statement), 0)


@cached
def _top_level_places(file: PythonFile) -> dict[int, int]:
    return {id(statement): index for index, statement in enumerate(file.tree.body)}


def _is_read(file: PythonFile, name: cst.Name) -> bool:
    """Return whether the name is evaluated: not assigned, imported, or part of an annotation."""
    parent = file.parent(name)
    if isinstance(parent, (cst.AssignTarget, cst.AsName, cst.ImportAlias, cst.ImportFrom)):
        return False
    if isinstance(parent, (cst.FunctionDef, cst.ClassDef)) and parent.name is name:
        return False
    for current in file.ancestors(name):
        if isinstance(current, cst.Annotation):
            return False
        targeted = isinstance(current, (cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor))
        if targeted and getattr(current, "target", None) is name:
            return isinstance(current, cst.AugAssign)
        if isinstance(current, (cst.Del, cst.Global, cst.Nonlocal)):
            return False
        if isinstance(current, (cst.SimpleStatementLine, cst.IndentedBlock)):
            break
    return not _is_unpacked(file, name)


def _is_unpacked(file: PythonFile, name: cst.Name) -> bool:
    """Return whether the name is a target in a tuple or list: `a, b = …`, `for a, b in …`."""
    below: cst.CSTNode = name
    for current in file.ancestors(name):
        if isinstance(current, (cst.Element, cst.StarredElement, cst.Tuple, cst.List)):
            below = current
            continue
        target = getattr(current, "target", None)
        return target is below and isinstance(current, (cst.AssignTarget, cst.For, cst.CompFor))
    return False


def is_conditional(file: PythonFile, name: cst.CSTNode) -> bool:
    """Return whether the name is evaluated in some runs only, or only after another failure."""
    below: cst.CSTNode = name
    for current in file.ancestors(name):
        if isinstance(current, cst.If) and below is not current.test:
            if file.decided(current.test) is None:
                return True
        elif (
            isinstance(current, (cst.ExceptHandler, cst.Match, cst.While))
            or (isinstance(current, cst.IfExp) and below is not current.test)
            or (isinstance(current, cst.BooleanOperation) and below is current.right)
        ):
            return True
        elif isinstance(current, (cst.FunctionDef, cst.Lambda)) and below is current.body:
            return False
        below = current
    return False


def missing_attributes(
    file: PythonFile, model: ClassModel, functions: Iterable[FunctionScope]
) -> Iterator[cst.Attribute]:
    """Yield the attributes of `self` that these methods of `model` read and that nothing gives the instance."""
    for function in functions:
        owner = function.owner
        if owner is None or function.self_name is None or owner.has_unknown_bases:
            continue
        for node in function.of(cst.Attribute):
            name = node.attr.value
            if is_builtin(name) and name.startswith("__"):
                continue
            if not file.is_self(node.value, function) or not _is_loaded(file, node):
                continue
            if model is not owner or owner.has_attribute(name):
                continue
            if has_dynamic_attributes(file, owner, (name,)) or not file.runs(node):
                continue
            if not is_conditional(file, node) and not is_caught(file, node, _NO_ATTRIBUTE):
                yield node


_NO_ATTRIBUTE = frozenset({"", "AttributeError", "Exception", "BaseException"})


def _is_loaded(file: PythonFile, node: cst.Attribute) -> bool:
    parent = file.parent(node)
    if isinstance(parent, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.Del, cst.AsName)):
        return not isinstance(parent, (cst.AssignTarget, cst.Del, cst.AsName)) and (
            getattr(parent, "target", None) is not node
        )
    return not isinstance(parent, (cst.For, cst.CompFor)) or parent.target is not node
