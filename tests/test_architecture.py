"""What the contracts of import-linter (setup.cfg) cannot say, and that ours can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from grimp import ImportGraph

from tests.contracts import circles
from tests.harness import ROOT

_OURS = ("owui_lint", "rules")


def _files() -> Iterator[tuple[Path, ast.Module]]:
    for folder in _OURS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_imports_private_names_of_another() -> None:
    found = [
        f"{path}:{node.lineno} {alias.name}"
        for path, tree in _files()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_OURS)
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.endswith("__")
    ]
    assert found == []


def test_circles_are_found() -> None:
    graph = ImportGraph()
    for importer, imported in ("ab", "bc", "ca", "cd", "de", "ed", "fa"):
        graph.add_import(importer=importer, imported=imported)
    assert sorted(map(sorted, circles(graph))) == [["a", "b", "c"], ["d", "e"]]
