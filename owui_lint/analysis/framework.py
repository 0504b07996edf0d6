"""What only the code around a file knows: who calls its functions, with what, and what is changed first.

The analysis knows Python alone. Whoever loads the file (a plugin host, a test runner) says the rest
through this protocol; without one, a file is taken as it is written.
"""

from __future__ import annotations

from typing import Protocol

import libcst as cst

from owui_lint.analysis.syntax.definitions import FunctionScope


class Framework(Protocol):
    """The loader of a file, as far as it changes what the file's code means."""

    def imported_module(self, node: cst.ImportFrom, module: str) -> str:
        """Return the module that an absolute `from module import …` reaches once the file is loaded."""

    def calls(self, function: FunctionScope) -> bool:
        """Whether the framework itself calls the function."""

    def passes_container(self, function: FunctionScope, parameter: str) -> bool:
        """Whether the framework fills this parameter with a dict or list of its own."""

    def gives_coroutine(self, call: cst.Call) -> bool:
        """Whether the call is one of the framework's own coroutine functions."""

    def knows_type(self, name: str) -> bool:
        """Whether it is the dotted name of a type of plain values, which calling it gives."""


class NoFramework:
    """A file that is loaded as it is written, and that nothing calls from outside."""

    def imported_module(self, node: cst.ImportFrom, module: str) -> str:
        """Return the module as written."""
        return module

    def calls(self, function: FunctionScope) -> bool:
        """Return False: nothing is called from outside."""
        return False

    def passes_container(self, function: FunctionScope, parameter: str) -> bool:
        """Return False: nothing is passed from outside."""
        return False

    def gives_coroutine(self, call: cst.Call) -> bool:
        """Return False: no function is known but the file's own."""
        return False

    def knows_type(self, name: str) -> bool:
        """Return False: no type is known but Python's own."""
        return False
