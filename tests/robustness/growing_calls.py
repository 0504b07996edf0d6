"""Components whose helpers call each other: there are more ways through them than can be gone."""

from __future__ import annotations

from tests.robustness.growing import HEADER, Shape

_PIPE = (
    "class Pipe:\n    async def pipe(self, body: dict, __event_emitter__=None) -> str:\n"
    "        await self.step_0(__event_emitter__, body)\n"
    "        await __event_emitter__(self.made_0(body))\n"
    "        self.made_0(body)\n"
    "        self.kept = body\n"
    "        return await self.step_0(__event_emitter__, body)\n\n"
)
_EVENT = '{"type": "status", "data": {"description": "Working"}}'

CALLS = (
    Shape(
        "emitters in a row",
        _PIPE,
        lambda n: (
            f"    async def step_{n}(self, emit, text):\n        await emit({_EVENT})\n"
            f"        return await self.step_{n + 1}(emit, text)\n"
        ),
    ),
    Shape(
        "emitters that call each other",
        _PIPE,
        lambda n: (
            f"    async def step_{n}(self, emit, text):\n        await emit({_EVENT})\n"
            f"        await self.step_{n + 1}(emit, text)\n"
            f"        await self.step_{max(n - 1, 0)}(emit, text)\n"
        ),
    ),
)


def all_call_all(helpers: int, *, asynchronous: bool) -> str:
    """A component with so many helpers, each of which calls, and returns, every one."""
    numbers = range(helpers)
    if asynchronous:
        functions = [
            f"    async def step_{n}(self, emit, text):\n        await emit({_EVENT})\n"
            + "".join(f"        await self.step_{m}(emit, text)\n" for m in numbers)
            + "".join(f"        if text: return await self.step_{m}(emit, text)\n" for m in numbers)
            for n in numbers
        ]
    else:
        functions = [
            f"    def made_{n}(self, body):\n        self.kept_{n} = body\n"
            + "".join(f"        self.made_{m}(body)\n" for m in numbers)
            + "".join(f"        if body: return self.made_{m}(body)\n" for m in numbers)
            for n in numbers
        ]
    return HEADER + _PIPE + "".join(functions)


def doubling(steps: int) -> str:
    """A component that sends what has been put together from itself, so many times over."""
    lines = "".join(
        f"        text = text + text\n        event = {{**event, 'a{n}': event, 'b{n}': event}}\n"
        for n in range(steps)
    )
    return (
        f"{HEADER}class Pipe:\n    async def pipe(self, body, __event_emitter__):\n"
        "        text = 'a'\n        event = {'type': 'status', 'data': {}}\n"
        f"{lines}        await __event_emitter__({{**event, 'type': text, 'data': event}})\n"
        "        return ''\n"
    )
