"""What the analysis of Python must know of Open WebUI: see `analysis.framework`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.entry.points import entry_points
from owui_lint.component.hostapi.calls import host_call_at
from owui_lint.component.hostapi.rewriting import rewritten_modules
from owui_lint.host import Host
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import FunctionScope
    from owui_lint.component.model import Component


class OpenWebUI:
    """Open WebUI (or the Pipelines server), as the loader of one component."""

    def __init__(self, component: Component) -> None:
        """Answer for `component`."""
        self._component = component

    def imported_module(self, node: cst.ImportFrom, module: str) -> str:
        """Return the module after Open WebUI's text replacement, which the Pipelines server does not make."""
        space = node.whitespace_after_from
        is_plain = isinstance(space, cst.SimpleWhitespace) and space.value == " "
        if self._component.kind is Kind.PIPELINE or not is_plain:
            return module
        return f"open_webui.{module}" if module.startswith(rewritten_modules()) else module

    def calls(self, function: FunctionScope) -> bool:
        """Whether the function is an entry point."""
        main = self._component.main
        if main is None or function.owner not in main.lineage:
            return False
        return bool(entry_points(self._component, function.name))

    def passes_container(self, function: FunctionScope, parameter: str) -> bool:
        """Whether the parameter is the payload of an entry point, a dict."""
        return any(
            entry.function is function and entry.payload == parameter
            for entry in entry_points(self._component)
        )

    def gives_coroutine(self, call: cst.Call) -> bool:
        """Whether the call is one of Open WebUI's own coroutine functions."""
        found = host_call_at(self._component, call)
        return found is not None and found.gives_coroutine

    def knows_type(self, name: str) -> bool:
        """Whether it is one of the types that are known as types of valves."""
        return name in Host.valve_types()
