"""From a syntax tree to a component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from owui_lint.component.framework import OpenWebUI
from owui_lint.component.model import Component
from owui_lint.component.world import release_guards

if TYPE_CHECKING:
    from owui_lint.host import Host
    from owui_lint.kinds import Kind
    from owui_lint.parsing.parse import Tree
    from owui_lint.parsing.source import SourceFile


def read(source: SourceFile, tree: Tree, *, host: Host, kind: Kind | None = None) -> Component:
    """Return a file as a component: one walk over its tree.

    Args:
        source: the file
        tree: what `parse` made of it
        host: the release it is read for
        kind: what the file is, whatever it looks like

    Raises:
        RecursionError: it is nested too deeply
    """
    component = Component(
        source, tree.module, host, kind, python_tree=tree.python, framework=OpenWebUI
    )
    component.decisions = release_guards(component)
    return component
