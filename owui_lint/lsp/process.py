"""The server's end of the worker: starts it when it is first needed, and anew when it has died."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import pickle
import sys
from contextlib import suppress
from typing import Any

from owui_lint.lsp.worker import LENGTH, frame

_PATIENCE = 120.0
"""Seconds that one job may take; a file that needs longer will never be ready."""


class WorkerError(Exception):
    """The worker did not answer: it died over the job, took too long or says that it failed."""


class _Call:
    """A job that somebody waits for."""

    def __init__(self, number: int, name: str, arguments: tuple[Any, ...], urgent: bool) -> None:
        self.number = number
        self.name = name
        self.arguments = arguments
        self.urgent = urgent
        self.is_last_try = False
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()


class Worker:
    """One worker process, given one job at a time.

    What somebody waits for in the editor goes before lints; a job whose caller was cancelled is
    dropped, or stopped at its next checkpoint.
    """

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._numbers = itertools.count(1)
        self._waiting: list[_Call] = []
        self._running: _Call | None = None
        self._starting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process, if it has been started."""
        return None if self._process is None else self._process.pid

    async def call(self, name: str, *arguments: Any, urgent: bool = False) -> Any:
        """Return what a job of `jobs` answers.

        Raises:
            WorkerError: it did not answer
        """
        call = _Call(next(self._numbers), name, arguments, urgent)
        self._waiting.append(call)
        self._pump()
        timer = asyncio.get_running_loop().call_later(_PATIENCE, self._give_up, call)
        try:
            return await call.answer
        except asyncio.CancelledError:
            self._drop(call)
            raise
        finally:
            timer.cancel()

    def _drop(self, call: _Call) -> None:
        if call is self._running:
            self._send((call.number, "cancel", ()))
        elif call in self._waiting:
            self._waiting.remove(call)

    def _give_up(self, call: _Call) -> None:
        call.is_last_try = True
        if call is self._running and self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()

    def _pump(self) -> None:
        """Start what is next, if nothing runs."""
        if self._running is not None or not self._waiting or self._closed:
            return
        if self._process is None:
            if self._starting is None:
                self._starting = asyncio.ensure_future(self._start())
            return
        call = next((one for one in self._waiting if one.urgent), self._waiting[0])
        self._waiting.remove(call)
        self._running = call
        self._send((call.number, call.name, call.arguments))

    async def _start(self) -> None:
        path = json.dumps([os.path.abspath(place) for place in sys.path if place])
        code = f"import sys; sys.path[:] = {path}; from owui_lint.lsp.worker import main; main()"
        try:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", code),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                creationflags=0x08000000 if sys.platform == "win32" else 0,  # no console window
            )
        except OSError as error:
            waiting, self._waiting = self._waiting, []
            for call in waiting:
                if not call.answer.done():
                    call.answer.set_exception(WorkerError(f"Python cannot be started: {error}"))
            return
        finally:
            self._starting = None
        self._reader = asyncio.ensure_future(self._read(self._process))
        self._pump()

    def _send(self, message: object) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(ConnectionError):
                self._process.stdin.write(frame(message))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        try:
            while True:
                (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                self._answered(*pickle.loads(await process.stdout.readexactly(length)))
        except (asyncio.IncompleteReadError, ConnectionError):
            self._died(await process.wait())
        except asyncio.CancelledError:  # the editor has gone, and the loop is about to end
            await self._end(process)
            raise

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    def _answered(self, number: int, outcome: str, value: Any) -> None:
        call, self._running = self._running, None
        if call is not None and call.number == number and not call.answer.done():
            if outcome == "failed":
                call.answer.set_exception(WorkerError(value))
            elif outcome == "cancelled":
                call.answer.cancel()
            else:
                call.answer.set_result(value)
        self._pump()

    def _died(self, status: int) -> None:
        self._process = self._reader = None
        call, self._running = self._running, None
        if call is not None and not call.answer.done():
            if call.is_last_try:
                call.answer.set_exception(WorkerError(f"the process ended with status {status}"))
            else:  # something else may have ended it, if only just before the job
                call.is_last_try = True
                self._waiting.insert(0, call)
        self._pump()

    async def close(self) -> None:
        """End the process; nothing can be asked any more."""
        self._closed = True
        for call in (*self._waiting, *([self._running] if self._running else [])):
            call.answer.cancel()
        self._waiting.clear()
        process, reader = self._process, self._reader
        if process is not None and reader is not None:
            await self._end(process)
            await asyncio.wait([reader])
