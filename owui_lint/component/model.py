"""`Component`: a file as Open WebUI sees it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.file import PythonFile
from owui_lint.component.detect import Detection, detect
from owui_lint.component.header.model import Header, find_header

if TYPE_CHECKING:
    from owui_lint.analysis.framework import Framework
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.host import Host
    from owui_lint.kinds import Kind
    from owui_lint.parsing.source import SourceFile


class Component(PythonFile):
    """A file that Open WebUI loads: its header, its kind and its class.

    What a family of rules reads of it are cached functions: `entry_points(component)`,
    `valves_of(component)`, `emissions_of(component)` …

    Attributes:
        host: the release the component is read for
        header: the metadata at the top; None where there is none
        detection: what the file is taken for
    """

    def __init__(
        self,
        source: SourceFile,
        tree: cst.Module,
        host: Host,
        kind: Kind | None,
        *,
        python_tree: ast.AST | None = None,
        framework: Callable[[Component], Framework] | None = None,
    ) -> None:
        """Read the header and find the component's class; see `reader.read`, which wires it up.

        Args:
            source: the file
            tree: its syntax tree
            host: the release it is read for
            kind: what the file is, whatever it looks like
            python_tree: its `ast`, where a caller has it already
            framework: makes what the analysis must know of Open WebUI
        """
        super().__init__(source, tree, python_tree)
        self.host = host
        if framework is not None:
            self.framework = framework(self)
        self.header: Header | None = find_header(source, tree, self.positions)
        self.detection: Detection = detect(self, self.header, host, kind)

    @property
    def kind(self) -> Kind | None:
        """What the component is; None where the file holds none."""
        return self.detection.kind

    @property
    def main(self) -> ClassModel | None:
        """The class that Open WebUI instantiates (or is meant to); None where the file shows none."""
        return self.detection.main
