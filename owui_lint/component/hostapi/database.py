"""Sessions of Open WebUI's database that a component opens itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import is_caught
from owui_lint.component.hostapi.names import host_imports

if TYPE_CHECKING:
    from owui_lint.component.model import Component


_NO_MODULE = frozenset({"", "ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def raw_database_uses(component: Component) -> Iterator[tuple[cst.CSTNode, str]]:
    """The import of each raw session, or its use through its module: where, and its name.

    Names that the target does not have are none: their import fails.
    """
    raw = {
        name
        for name in component.host.raw_database_names()
        if _is_there(component, *name.rpartition(".")[::2])
    }
    modules = {name.rpartition(".")[0] for name in raw}
    imports = host_imports(component)
    if _has_own_tables(component):
        return  # there is no model of Open WebUI's for them
    for item in imports:
        if f"{item.module}.{item.name}" in raw and not is_caught(component, item.node, _NO_MODULE):
            yield item.node, item.name or ""
    if any(item.target in modules or item.module in modules for item in imports):
        for node in component.of(cst.Attribute):
            name = component.qualified(node)
            if name in raw:
                yield node, node.attr.value


def _has_own_tables(component: Component) -> bool:
    """Whether the file defines tables of its own: `class Notes(Base): __tablename__ = …`."""
    return any(model.member("__tablename__") is not None for model in component.classes)


def _is_there(component: Component, module: str, name: str) -> bool:
    member = component.host.member(module, name)
    return member is None or component.host.has(member.availability) is not False
