"""Every parameter the host is known to inject somewhere, at every entry point.

Whether it is passed is for the host to say, so all rows name the same rules. 22 names × 8 entry
points, each with and without a default.
"""

from __future__ import annotations

from tests.conformance.table.base import Table

TABLE = Table("parameters")

NAMES = (
    "__app__",
    "__body__",
    "__chat_id__",
    "__event__",
    "__event_call__",
    "__event_emitter__",
    "__event_id__",
    "__event_name__",
    "__features__",
    "__files__",
    "__id__",
    "__message_id__",
    "__messages__",
    "__metadata__",
    "__model__",
    "__oauth_token__",
    "__request__",
    "__session_id__",
    "__task__",
    "__task_body__",
    "__tools__",
    "__user__",
)
UNKNOWN = ("__users__",)
"""A name that no release passes anywhere."""

ENTRIES = {
    "pipe": ("pipe", "async def pipe(self, body: dict, {}) -> str:", 'return "hello"'),
    "inlet": ("filter", "async def inlet(self, body: dict, {}) -> dict:", "return body"),
    "request": ("filter", "async def request(self, body: dict, {}) -> dict:", "return body"),
    "stream": ("filter", "async def stream(self, event: dict, {}) -> dict:", "return event"),
    "outlet": ("filter", "async def outlet(self, body: dict, {}) -> dict:", "return body"),
    "action": ("action", "async def action(self, body: dict, {}) -> None:", 'body["seen"] = 1'),
    "event": ("event", "async def event(self, event: dict, {}) -> None:", 'print(event["event"])'),
    "tool": (
        "tools",
        "async def greet(self, name: str, {}) -> str:",
        '"""Greet.\n\n    :param name: whom to greet\n    """\n    return name',
    ),
}
NOT_YET = {
    "event": {"0.10.0": ("OWU322",)},
    # The hook itself is new; before it, a filter with nothing else does nothing.
    "request": {"0.11.2": ("OWU301|OWU322",)},
}


def add(entry: str, name: str, *, default: bool) -> None:
    """Add the row of one parameter at one entry point."""
    kind, signature, body = ENTRIES[entry]
    parameter = f"{name}=None" if default else name
    TABLE.add(
        f"{entry}-{name.strip('_').replace('_', '-')}-{'default' if default else 'bare'}",
        kind,
        f"{name} {'with' if default else 'without'} a default in {entry}",
        "OWU303|OWU304|OWU306",
        earlier=NOT_YET.get(entry, {}),
        methods=f"{signature.format(parameter)}\n    {body}",
    )


for entry_ in ENTRIES:
    for name_ in NAMES + UNKNOWN:
        add(entry_, name_, default=True)
        add(entry_, name_, default=False)
