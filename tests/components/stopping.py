"""Stop, as a person presses it: the host cancels the task that runs the component."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from tests.components.host import Client


async def stopped(work: Awaitable[Any], client: Client) -> None:
    """Let a call run until its first status is shown, press Stop, and expect that it does stop."""
    task = asyncio.ensure_future(work)
    while not client.statuses and not task.done():
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
