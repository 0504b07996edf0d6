"""The event that a place in a text belongs to: a dict given to an emitter, or kept for one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from owui_lint.host import EventField, EventType, Host
from owui_lint.lsp.context import Bracket, Context

_SENDS = re.compile(r"emit|event|send", re.IGNORECASE)
_HAS_DATA = re.compile(r"""["']data["']\s*:""")
_NEAR = 400
"""Characters after a type in which its `data` is looked for."""


@dataclass(frozen=True)
class Place:
    """A place in an event.

    Attributes:
        channel: "emitter" or "call"
        type: the event's type, when it stands before the place and is known
        dicts: the event's dict, and those inside of it that the place is in
    """

    channel: str
    type: EventType | None
    dicts: tuple[Bracket, ...]

    @property
    def is_type(self) -> bool:
        """Whether it is the value of the event's `type`."""
        return len(self.dicts) == 1 and self.dicts[0].key == "type"

    @property
    def fields(self) -> dict[str, EventField]:
        """The keys that the dict may have which the place is in; none where nobody can say."""
        if self.type is None or len(self.dicts) < 2 or self.dicts[0].key != "data":
            return {}
        found = dict(self.type.fields)
        for one in self.dicts[1:-1]:
            inner = found.get(one.key or "")
            found = dict(inner.keys or {}) if inner is not None else {}
        return found


def event_at(context: Context, text: str, offset: int) -> Place | None:
    """Return the event that a place belongs to; None when it is in none.

    Args:
        context: of the place
        text: what it is in
        offset: where it is, to see what follows
    """
    dicts = context.dicts
    if not dicts:
        return None
    name = context.call.rpartition(".")[2]
    known = dicts[0].texts.get("type")
    if not _SENDS.search(name):
        is_event = "data" in dicts[0].keys or _HAS_DATA.search(text, offset, offset + _NEAR)
        if name or not is_event:
            return None
    kind = Host.event_type(known) if known else None
    return Place("call" if "call" in name else "emitter", kind, tuple(dicts))
