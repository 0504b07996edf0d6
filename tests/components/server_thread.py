"""A local server in a thread and an event loop of its own, for clients that block."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from typing import TypeVar

Started = TypeVar("Started", bound="ServerThread")


class ServerThread(ABC):
    """Runs while its context is entered. Subclasses say what runs, and set `_ready` once it listens."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()
        self._stop = asyncio.Event()

    def __enter__(self: Started) -> Started:
        self._thread.start()
        assert self._ready.wait(10), f"The {type(self).__name__} did not start"
        return self

    def __exit__(self, *exception: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())
        self._loop.close()

    @abstractmethod
    async def _run(self) -> None:
        """Listen, set `_ready`, and end when `_stop` is set."""
