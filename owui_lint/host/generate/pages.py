"""Event types and Valves inputs, read off the literals of the built pages.

The chunks are minified, but the compiler keeps the shape of optional chaining, so that

    const type = event?.data?.type ?? null;  const data = event?.data?.data ?? null;
    if (type === "status") … else if (type === "execute") { … callback(…) }

can be found again by the way its names are bound. Only functions are looked at that a page hands
to the socket: `socket?.on("events", handler)` (`chat-events` up to 0.6.31).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from owui_lint.host.generate.wheel import UnknownLayoutError, Wheel

NAME = r"[\w$]+"
SUBSCRIPTION = re.compile(rf'\.on\("(?:chat-)?events",({NAME})\)')
PART = (
    rf"\((?P<inner>{NAME})=(?P<event>{NAME})(?:==null\?void 0:(?P=event))?\.data\)"
    rf"==null\?void 0:(?P=inner)\."
)
EVENT_TYPE = re.compile(rf"{PART}type\b")
BOUND_TYPE = re.compile(rf"(?<![\w$.])(?P<name>{NAME})=\(?{PART}type\b")
BOUND_DATA = re.compile(rf"(?<![\w$.])(?P<name>{NAME})=\(?{PART}data\b")
VALVE_INPUT = re.compile(rf'\.input\)==null\?void 0:{NAME}\.type\)==="(\w+)"')


@dataclass
class Handled:
    """What the pages do with one type: whether they answer it, and which keys of its data they read."""

    answered: bool = False
    keys: set[str] = field(default_factory=set)


def handlers(chunk: str) -> Iterator[tuple[str, str]]:
    """The parameters and the body of each function that a chunk hands to the socket's events.

    Minified names are used again and again: the definition meant is the last one before its use
    that reads an event's type, else the first one after it.
    """
    seen = set()
    for subscription in SUBSCRIPTION.finditer(chunk):
        start = re.compile(
            rf"(?<![\w$.]){re.escape(subscription[1])}"
            rf"=(?:async ?)?(?:\((?P<many>[^()]*)\)|(?P<one>{NAME}))=>(?={{)"
        )
        before = list(start.finditer(chunk, 0, subscription.start()))[-1:]
        after = list(start.finditer(chunk, subscription.end()))[:1]
        for found in (*before, *after):
            body = balanced(chunk, found.end())
            if EVENT_TYPE.search(body):
                if found.start() not in seen:
                    yield found["many"] or found["one"] or "", body
                seen.add(found.start())
                break


def balanced(text: str, start: int) -> str:
    """The brace-delimited text at `start`; empty when there is none. Strings are not looked into."""
    if text[start : start + 1] != "{":
        return ""
    depth = 0
    for index in range(start, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return text[start : index + 1]
    return ""


def comparisons(body: str) -> re.Pattern[str]:
    """What compares the type of an event with a literal: by the names it is bound to, or directly."""
    names = {re.escape(found["name"]) for found in BOUND_TYPE.finditer(body)}
    bound = rf"(?<![\w$.])(?:{'|'.join(sorted(names))})" if names else r"(?!)"
    return re.compile(
        rf"(?:{bound}|\({PART}type\))"
        r'(?:===?"(?P<type>[^"]+)"|\.startsWith\("(?P<prefix>[^"]+)"\))'
    )


def read_handler(parameters: str, body: str, found: dict[str, Handled]) -> None:
    """Add what one handler does with each type it names."""
    callback = parameters.partition(",")[2].strip()
    answers = re.compile(rf"(?<![\w$.]){re.escape(callback)}(?![\w${{])") if callback else None
    data = "|".join(sorted({re.escape(match["name"]) for match in BOUND_DATA.finditer(body)}))
    keys = re.compile(rf"(?<![\w$.])(?:{data})\.({NAME})") if data else None
    matches = list(comparisons(body).finditer(body))
    waiting: list[Handled] = []
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(body)
        branch = body[match.end() : end]
        waiting.append(found.setdefault(match["type"] or match["prefix"], Handled()))
        if branch.startswith("||"):
            continue  # `type === "message" || type === …`: the branch is that of the next one
        for handled in waiting:
            handled.answered |= bool(answers and answers.search(branch))
            handled.keys |= set(keys.findall(branch)) if keys else set()
        waiting = []


def read_pages(wheel: Wheel) -> dict[str, Any]:
    """The event types the pages handle and the Valves inputs they draw, as a reading.

    Raises:
        UnknownLayoutError: no page handles a `status`: the handlers were not found.
    """
    found: dict[str, Handled] = {}
    inputs: set[str] = set()
    for chunk in wheel.chunks():
        inputs |= set(VALVE_INPUT.findall(chunk))
        for parameters, body in handlers(chunk):
            read_handler(parameters, body, found)
    if "status" not in found:
        raise UnknownLayoutError(f"{wheel.release}: no event handler found in the pages")
    types = {
        name: {
            "at": True,
            **({"answered": True} if handled.answered else {}),
            "reads": dict.fromkeys(sorted(handled.keys), True),
        }
        for name, handled in sorted(found.items())
    }
    return {"types": types, "valve_inputs": dict.fromkeys(sorted(inputs), True)}
