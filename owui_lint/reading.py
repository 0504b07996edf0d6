"""From a file to a component, or to the finding that says why not."""

from __future__ import annotations

import ast

import libcst as cst

from owui_lint.component import Component
from owui_lint.component import read as read_component
from owui_lint.failures import UNPARSABLE, internal_error
from owui_lint.finding import Finding
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.source import SourceFile


def read(
    source: SourceFile, kind: Kind | None, host: Host, tree: ast.Module | None = None
) -> Component | Finding:
    """The component in `source`, or a finding (OWU001, OWU000). Never raises."""
    if source.problem is not None:
        return UNPARSABLE.at(source, f"The file cannot be decoded: {source.problem}")
    try:
        return read_component(source, kind=kind, host=host, tree=tree)
    except cst.ParserSyntaxError as error:
        line = min(max(error.raw_line, 1), len(source.lines))
        column = min(max(error.raw_column, 0), len(source.lines[line - 1]))
        return UNPARSABLE.at(source, "The file is not valid Python", line, column)
    except RecursionError:
        return UNPARSABLE.at(source, "The file is nested too deeply to be read")
    except Exception as error:
        return internal_error(source, "Reading the component", error)
