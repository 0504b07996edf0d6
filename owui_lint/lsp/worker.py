"""The process that parses and lints: what the server asks it, one job at a time.

The server itself imports neither LibCST nor the rules, never waits for a parse, and survives one
that ends the process. Both sides speak frames over pipes: four bytes of length, then a pickle.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
"""What stands before a frame."""


class Cancelled(BaseException):
    """The answer is no longer wanted; no rule's `except Exception` takes it."""


def frame(message: object) -> bytes:
    """Return a message as it goes over the pipe."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


class _Jobs:
    """What is asked, read beside the work so that it can be taken back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._wanted: SimpleQueue[tuple[int, str, tuple[Any, ...]]] = SimpleQueue()
        self._cancelled: set[int] = set()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            head = self._stream.read(LENGTH.size)
            if len(head) < LENGTH.size:
                os._exit(0)  # the server has ended, however that was
            number, name, arguments = pickle.loads(self._stream.read(*LENGTH.unpack(head)))
            if name == "cancel":
                self._cancelled.add(number)
            else:
                self._wanted.put((number, name, arguments))

    def next(self) -> tuple[int, str, tuple[Any, ...]]:
        """Wait for a job."""
        return self._wanted.get()

    def checkpoint(self, number: int) -> Callable[[], None]:
        """Return what a job calls now and then.

        Raises:
            Cancelled: by what is returned, when the job is no longer wanted
        """

        def check() -> None:
            if number in self._cancelled:
                raise Cancelled

        return check

    def done(self, number: int) -> None:
        """Forget that a job was cancelled."""
        self._cancelled.discard(number)


def main() -> None:
    """Work until the server closes the pipe."""
    with suppress(ValueError, OSError):
        signal.signal(
            signal.SIGINT, signal.SIG_IGN
        )  # Ctrl-C in a terminal is the server's to handle
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)  # whatever is printed, it must not get between the frames
    waiting = _Jobs(requests)
    from owui_lint.lsp import jobs

    while True:
        number, name, arguments = waiting.next()
        check = waiting.checkpoint(number)
        try:
            check()
            answer: tuple[int, str, Any] = (number, "done", jobs.run(name, arguments, check))
        except Cancelled:
            answer = (number, "cancelled", None)
        except BaseException as error:
            answer = (number, "failed", f"{type(error).__name__}: {error}"[:500])
        waiting.done(number)
        try:
            data = frame(answer)
        except Exception as error:  # what cannot be sent must not leave the server waiting
            data = frame((number, "failed", f"{type(error).__name__}: {error}"[:500]))
        answers.write(data)
        answers.flush()


if __name__ == "__main__":
    main()
