"""What belongs to the whole process and is changed while a file is linted.

A server lints in several threads at once. So the first one in changes it, and the last one out puts
it back: each for itself would take another's change for what was there before.
"""

from __future__ import annotations

import gc
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

_RECURSION = 10_000
"""Calls inside each other; an expression of a thousand operands needs three or four for each."""


class Shared:
    """A change of the process that lasts while anybody is inside."""

    def __init__(self, change: Callable[[], AbstractContextManager[None]]) -> None:
        """Take what makes the change, and takes it back."""
        self._change = change
        self._lock = threading.Lock()
        self._inside = 0
        self._current: AbstractContextManager[None] | None = None

    def __enter__(self) -> None:
        with self._lock:
            if self._current is None:
                self._current = self._change()
                self._current.__enter__()
            self._inside += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._current is not None:
                current, self._current = self._current, None
                current.__exit__(None, None, None)


@contextmanager
def _without_collector() -> Iterator[None]:
    collecting = gc.isenabled()
    gc.disable()
    yield
    if collecting:
        gc.enable()


@contextmanager
def _without_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _with_room_to_recurse() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION))
    yield
    sys.setrecursionlimit(limit)


without_collector = Shared(_without_collector)
"""A tree is some hundred thousand objects and none of them garbage; looking for some in between
costs a third of the whole time."""
without_warnings = Shared(_without_warnings)
"""What Python thinks of an escape in the linted code, it would say on our standard error."""
room_to_recurse = Shared(_with_room_to_recurse)
"""Python's own limit is too low for long expressions; the stack must be large enough (`nesting`)."""
