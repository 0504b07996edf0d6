"""Several processes that lint; results come in the order of the texts."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING

from owui_lint.cli.task import Task
from owui_lint.outcome import Examined, Outcome
from owui_lint.runner import lint

if TYPE_CHECKING:
    from owui_lint.cache import Cache

_AHEAD = 4
"""Texts each process has waiting."""


class Pool:
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
