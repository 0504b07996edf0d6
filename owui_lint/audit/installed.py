"""What a server has installed, as sources to lint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from owui_lint.audit.client import Server
from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile


@dataclass(frozen=True)
class Installed:
    """One component of the server.

    Attributes:
        source: its text, under the name `functions/ID` or `tools/ID`
        kind: what Open WebUI loads it as; None where it names a type that is not known here
        is_active: whether it is switched on; a tool always is
    """

    source: SourceFile
    kind: Kind | None
    is_active: bool


def installed(server: Server) -> list[Installed]:
    """Return the server's functions and tools, by name.

    Raises:
        AuditError: they cannot be read
    """
    found = [_of(entry, "functions", str(entry.get("type"))) for entry in server.functions()]
    found += [_of(entry, "tools", Kind.TOOLS.value) for entry in server.tools()]
    return sorted(found, key=lambda one: one.source.path)


def _of(entry: dict[str, Any], folder: str, kind: str) -> Installed:
    known = Kind(kind) if kind in {one.value for one in Kind} else None
    source = SourceFile.from_text(entry["content"], f"{folder}/{entry['id']}")
    return Installed(source, known, bool(entry.get("is_active", True)))
