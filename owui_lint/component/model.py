"""`Component`: what one file says, for rules to read."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import IMPORT_ERRORS, Guards, is_caught
from owui_lint.analysis.syntax.classes import ClassModel
from owui_lint.analysis.syntax.positions import Positions
from owui_lint.analysis.syntax.resolution import Resolution
from owui_lint.component.detect import Detection, detect
from owui_lint.component.header.model import Header, find_header
from owui_lint.component.world import HostWorld
from owui_lint.finding import Span
from owui_lint.host import Host
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.call_graph import CallGraph
    from owui_lint.analysis.syntax.scopes import FunctionScope
    from owui_lint.component.entry.points import EntryPoint
    from owui_lint.component.events.emissions import Emissions
    from owui_lint.component.hostapi.calls import HostCall, ThreadedHostCall
    from owui_lint.component.runtime.model import Runtime
    from owui_lint.component.uses import Use
    from owui_lint.component.valves.model import ValvesModel
    from owui_lint.parsing.source import SourceFile
    from owui_lint.tool_specs.methods import ToolMethod
    from owui_lint.tool_specs.offered import OfferedTool


class Component(Resolution):
    """One file as a component: its tree, walked once, and answers about it worked out on demand.

    Attributes:
        source: the text
        host: the release the component is read for
        kind: what the component is; None where the file holds none
        main: the class the host instantiates (or is meant to); None where the file shows none
    """

    def __init__(
        self,
        source: SourceFile,
        tree: cst.Module,
        host: Host,
        kind: Kind | None,
        python_tree: ast.AST | None,
    ) -> None:
        super().__init__(tree)
        self.source = source
        self.host = host
        self._guards_by_release: dict[str, Guards] = {}
        self.positions = Positions(source, tree, self._parents, python_tree)
        self.header: Header | None = find_header(source, tree, self.positions)
        self.detection: Detection = detect(self, kind)

    @property
    def kind(self) -> Kind | None:
        """What the component is; None where the file holds none."""
        return self.detection.kind

    @property
    def main(self) -> ClassModel | None:
        """The component's class."""
        return self.detection.main

    @cached_property
    def _entry_points(self) -> dict[str, EntryPoint]:
        from owui_lint.component.entry.points import entry_points_of

        return entry_points_of(self)

    def entry_points(self, *names: str) -> list[EntryPoint]:
        """The entry points of the component's class with these names; without names, all of them.

        Those that the class inherits from classes of the file or gets by assignment are included;
        of `Tools`, every public method is one.
        """
        found = self._entry_points
        return [found[name] for name in names or found if name in found]

    @cached_property
    def call_graph(self) -> CallGraph:
        """Which call fills which parameter of the file's functions."""
        from owui_lint.analysis.call_graph import CallGraph

        return CallGraph(self)

    @cached_property
    def emissions(self) -> Emissions:
        """The events the component sends."""
        from owui_lint.component.events.emissions import Emissions

        return Emissions(self)

    @cached_property
    def host_calls(self) -> tuple[HostCall, ...]:
        """The calls of the host's own functions and methods."""
        from owui_lint.component.hostapi.calls import find_host_calls

        return tuple(find_host_calls(self))

    @cached_property
    def threaded_host_calls(self) -> tuple[ThreadedHostCall, ...]:
        """The functions of the host that are handed to a thread."""
        from owui_lint.component.hostapi.calls import find_threaded_host_calls

        return tuple(find_threaded_host_calls(self))

    @cached_property
    def tool_methods(self) -> tuple[ToolMethod, ...]:
        """The methods that a `Tools` class offers to the model as they stand in the file."""
        from owui_lint.tool_specs.methods import tool_methods

        return tuple(tool_methods(self))

    @cached_property
    def offered_tools(self) -> tuple[OfferedTool, ...]:
        """Everything the host takes for a tool, whatever decorators and assignments make of it."""
        from owui_lint.tool_specs.offered import offered_tools

        return tuple(offered_tools(self))

    @cached_property
    def runtime(self) -> Runtime:
        """What runs on the host's event loop, and what blocks it."""
        from owui_lint.component.runtime.model import Runtime

        return Runtime(self)

    @cached_property
    def valves(self) -> ValvesModel:
        """The component's `Valves` and `UserValves`."""
        from owui_lint.component.valves.model import ValvesModel

        return ValvesModel(self)

    def uses(self) -> list[Use]:
        """What the component uses of the host that not every release has: see `uses`."""
        from owui_lint.component.uses import uses_of

        return uses_of(self)

    @cached_property
    def guards(self) -> Guards:
        """What the file's tests and handlers say of the target release."""
        return Guards(self, HostWorld(self.host), self._is_called_by_host)

    def guards_at(self, release: str) -> Guards:
        """Return what the file's tests and handlers say of a release."""
        if release not in self._guards_by_release:
            world = HostWorld(Host(release))
            self._guards_by_release[release] = Guards(self, world, self._is_called_by_host)
        return self._guards_by_release[release]

    def _is_called_by_host(self, function: FunctionScope) -> bool:
        main = self.main
        if function.name[:2] == function.name[-2:] == "__" and function.owner is not None:
            return True
        if main is None or function.owner not in main.lineage:
            return False
        return bool(self.entry_points(function.name))

    def decided(self, test: cst.BaseExpression) -> bool | None:
        """Return what a test always gives in the target release; None where it depends."""
        return self.guards.decided(test)

    def runs(self, place: cst.CSTNode | Span) -> bool:
        """Whether the host can ever run what stands there (true in doubt): see `analysis.guards`."""
        return isinstance(place, Span) or self.guards.runs(place)

    def survives_import_error(self, statement: cst.CSTNode) -> bool:
        """Whether a failing import there is caught (a handler takes `ImportError`), or never runs."""
        return is_caught(self, statement, IMPORT_ERRORS) or not self.runs(statement)

    def survives(self, node: cst.CSTNode, error: str) -> bool:
        """Whether a handler around `node` names this very error: its author knows that it may come."""
        return is_caught(self, node, frozenset({error}))

    def forget(self) -> None:
        """Let go of the tree and all that was found out about it; nothing can be asked any more.

        A component, its scopes and its models hold each other, so that only the garbage collector
        would free them, and it looks at each object of the tree to find out: a tenth of the parse.
        """
        for part in (*self.scopes, *self.classes):
            vars(part).clear()
        vars(self).clear()
