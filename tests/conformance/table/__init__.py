"""The table of components that the real host and the linter are both asked about."""

from __future__ import annotations

from tests.conformance.table import (
    classes,
    headers,
    hooks,
    imports,
    parameters,
    pipelines,
    returns,
    tool_annotations,
    tool_types,
    tools,
    valve_types,
    valves,
)
from tests.conformance.table.base import Row

TABLES = tuple(
    module.TABLE
    for module in (
        classes,
        headers,
        hooks,
        imports,
        parameters,
        pipelines,
        returns,
        tool_annotations,
        tool_types,
        tools,
        valve_types,
        valves,
    )
)


def rows() -> list[Row]:
    """Return every row, in the order of the table."""
    return [row for table in TABLES for row in table.rows]
