"""What Open WebUI does, by release: facts, read out of its published wheels.

`Host(version)` speaks for one release; None is the newest known, and a newer one counts as that.
A release is known to have or lack a thing only if it was read, so `has()` has three answers: where
it gives None, a rule stays silent. What is asked of `Host` itself holds for all releases and
carries an `Availability` (`since`, `until`, `at(release)`, `lacks_from(floor)`).

    host = Host("0.6.43")
    host.has(Host.fact("future_annotations"))            # False; the names: data/facts.json, `named`
    host.kinds()                                         # Function kinds, in loading order
    host.injected(Kind.FILTER, "inlet")["__chat_id__"]   # .availability, .always, .may_be_none
    host.entry_point(Kind.PIPELINE, "inlet")             # .payload, .awaited, .positional, .results
    Host.entry_points(Kind.FILTER)["stream"].since       # "0.5.17"
    Host.attributes(Kind.FILTER)                         # what is read off an instance
    Host.header_keys(), Host.rewritten_text(), Host.outdated_formats()

    Host.event_type("status")                            # .channels, .fields, .persisted, .alias_of
    Host.event_names()                                   # what an Event function hears
    Host.valve_input("password")                         # an Availability, or None

    Host.module("open_webui.apps.webui.models.users")    # an Availability, or None: never seen
    Host.moved("open_webui.apps.webui.models.users")     # where it went, or None: nobody knows
    Host.member("open_webui.utils.chat", "chat_action")  # .kind, .coroutine, .signatures, .wrapped
    Host.method("open_webui.models.users", "Users", "get_user_by_id")
    Host.moved_method(…), host.is_async(member), host.signature(member), host.removed_state()

    host.bundled(), host.bundles_import("google.auth"), Host.distribution_for("sklearn")
    Host.pipelines_provide("pymongo")                    # without a requirement

The data files stand in `data/`: derived ones, written by `owui_lint.host.generate` alone, and those
kept by hand in `data/kept/`, each with the source of what it says. A file is read when it is first
needed; the names of Open WebUI's modules are split by package for that reason.
"""

from __future__ import annotations

from owui_lint.host.api import ApiFacts
from owui_lint.host.availability import NEVER, Availability, Span
from owui_lint.host.components import ANY_METHOD, METADATA, USER, ComponentFacts
from owui_lint.host.events import EventFacts
from owui_lint.host.packages import PackageFacts, normalised
from owui_lint.host.payload import KeyState, PayloadFacts
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
    "METADATA",
    "NEVER",
    "USER",
    "ApiFacts",
    "Availability",
    "EntryPointFacts",
    "EventField",
    "EventType",
    "HeaderKey",
    "Host",
    "Injection",
    "KeyState",
    "Member",
    "Move",
    "OutdatedFormat",
    "Signature",
    "Span",
    "ValveTypeFacts",
    "normalised",
]


class Host(ComponentFacts, EventFacts, ApiFacts, PackageFacts, PayloadFacts, ValveFacts):
    """A release of Open WebUI, and everything that is known about it."""
