"""Linting many texts, in this process or in several; results come in the order of the texts."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from owui_lint.outcome import Examined, Outcome
from owui_lint.runner import examine, lint

if TYPE_CHECKING:
    from owui_lint.cache import Cache
    from owui_lint.parsing.source import SourceFile
    from owui_lint.settings import Settings

WORTH_IT = 24
"""With `--jobs auto`, so many files are linted in one process: others take a second to start."""
_AHEAD = 4
"""Texts each process has waiting."""


@dataclass(frozen=True)
class Task:
    """One text, and how it is to be linted."""

    source: SourceFile
    settings: Settings
    noqa: bool
    mends: bool


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
    yield from _Pool(count, cache).run(tasks)


class _Pool:
    def __init__(self, count: int, cache: Cache | None) -> None:
        self._count = count
        self._cache = cache
        self._executor: ProcessPoolExecutor | None = None

    def run(self, tasks: Iterable[Task]) -> Iterator[Examined]:
        waiting: deque[tuple[str, Future[Examined] | Examined]] = deque()
        try:
            for task in tasks:
                waiting.append(self._begun(task))
                while len(waiting) > self._count * _AHEAD or (
                    waiting and isinstance(waiting[0][1], Examined)
                ):
                    yield self._ended(*waiting.popleft())
            while waiting:
                yield self._ended(*waiting.popleft())
        except BaseException:
            self._stop()
            raise
        if self._executor is not None:
            self._executor.shutdown()

    def _begun(self, task: Task) -> tuple[str, Future[Examined] | Examined]:
        if task.settings.kind is None and not task.source.could_be_component():
            return "", Examined(Outcome(), (0, 0))
        key = ""
        if self._cache is not None:
            from owui_lint.cache import key_of

            key = key_of(task.source, task.settings, noqa=task.noqa)
            known = self._cache.get(key, task.source.path)
            if known is not None and (known.mends is not None or not task.mends):
                return "", known
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self._count, initializer=_leave_interrupts)
        return key, self._executor.submit(lint, task.source, task.settings, task.noqa, task.mends)

    def _ended(self, key: str, result: Future[Examined] | Examined) -> Examined:
        if isinstance(result, Examined):
            return result
        examined = result.result()
        if self._cache is not None:
            self._cache.put(key, examined)
        return examined

    def _stop(self) -> None:
        if self._executor is None:
            return
        for process in list((self._executor._processes or {}).values()):
            process.terminate()  # what they are at, nobody waits for any more
        self._executor.shutdown(wait=False, cancel_futures=True)


def _leave_interrupts() -> None:
    """Let the first process decide what Ctrl-C means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
