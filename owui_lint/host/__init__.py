"""What Open WebUI does, by release: facts, read out of its published wheels.

`Host(version)` speaks for one release; None is the newest known, and a newer one counts as that.
A release is known to have or lack a thing only if it was read, so answers have three values: where
`has()` gives None, a rule stays silent.

    host = Host("0.6.43")
    host.has(host.fact("future_annotations"))                 # False
    host.injected(Kind.FILTER, "inlet")["__chat_id__"]        # Injection(availability …)
    host.event_type("status").fields["description"].needed    # True
    host.module("open_webui.apps.webui.models.users").until   # "0.5.0"
    host.is_async(host.method("open_webui.models.users", "Users", "get_user_by_id"))
"""

from __future__ import annotations

from owui_lint.host.api import ApiFacts
from owui_lint.host.availability import NEVER, Availability, Span
from owui_lint.host.components import ANY_METHOD, ComponentFacts
from owui_lint.host.events import EventFacts
from owui_lint.host.packages import PackageFacts, normalised
from owui_lint.host.types import (
    EntryPointFacts,
    EventField,
    EventType,
    HeaderKey,
    Injection,
    Member,
    Move,
    OutdatedFormat,
    Signature,
)
from owui_lint.host.valves import ValveFacts, ValveTypeFacts

__all__ = [
    "ANY_METHOD",
    "NEVER",
    "ApiFacts",
    "Availability",
    "EntryPointFacts",
    "EventField",
    "EventType",
    "HeaderKey",
    "Host",
    "Injection",
    "Member",
    "Move",
    "OutdatedFormat",
    "Signature",
    "Span",
    "ValveTypeFacts",
    "normalised",
]


class Host(ComponentFacts, EventFacts, ApiFacts, PackageFacts, ValveFacts):
    """A release of Open WebUI, and everything that is known about it."""
