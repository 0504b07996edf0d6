"""Linting many texts, in this process or in several; results come in the order of the texts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from owui_lint.cli.task import Task
from owui_lint.outcome import Examined
from owui_lint.runner import examine

if TYPE_CHECKING:
    from owui_lint.cache import Cache

WORTH_IT = 24
"""With `--jobs auto`, so many files are linted in one process: others take a second to start."""


def processes(jobs: str, files: int) -> int:
    """Return how many processes to use for so many files."""
    if jobs == "auto":
        return 1 if files < WORTH_IT else max(_processors(), 1)
    return min(int(jobs), max(files, 1))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def examined(tasks: Iterable[Task], count: int, cache: Cache | None) -> Iterator[Examined]:
    """Yield what each task comes to, in their order.

    Args:
        tasks: what to lint; taken as it is needed
        count: how many processes
        cache: where results are remembered; asked and filled in this process alone
    """
    if count <= 1:
        for task in tasks:
            yield examine(task.source, task.settings, noqa=task.noqa, mends=task.mends, cache=cache)
        return
    from owui_lint.cli.pool import Pool  # which takes as long to import as a small file to lint

    yield from Pool(count, cache).run(tasks)
