"""A contract of import-linter that it does not bring: no circle of files, in whatever package they are."""

from __future__ import annotations

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output


class AcyclicFiles(Contract):
    """No module imports itself through other modules.

    import-linter's own contract compares the packages of one level, which forbids more: two
    packages may well use each other's lower files.
    """

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look for circles in the graph of imports."""
        found = sorted(map(sorted, circles(graph)))
        return ContractCheck(kept=not found, metadata={"circles": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print the files of each circle."""
        for circle in check.metadata["circles"]:
            output.print_error(f"{len(circle)} files import each other in a circle:")
            for module in circle:
                output.print_error(f"  {module}")


def circles(graph: ImportGraph) -> Iterator[set[str]]:
    """Yield each set of modules of which every one imports every other, directly or not (Tarjan)."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    for root in sorted(graph.modules):
        if root in index:
            continue
        pending = [(root, iter(sorted(graph.find_modules_directly_imported_by(root))))]
        index[root] = lowest[root] = len(index)
        stack.append(root)
        while pending:
            module, imported = pending[-1]
            following = next(imported, None)
            if following is None:
                pending.pop()
                if pending:
                    holder = pending[-1][0]
                    lowest[holder] = min(lowest[holder], lowest[module])
                if lowest[module] == index[module]:
                    start = stack.index(module)
                    if len(stack) - start > 1:
                        yield set(stack[start:])
                    del stack[start:]
            elif following not in index:
                index[following] = lowest[following] = len(index)
                stack.append(following)
                found = graph.find_modules_directly_imported_by(following)
                pending.append((following, iter(sorted(found))))
            elif following in stack:
                lowest[module] = min(lowest[module], index[following])
