"""OWU404 unknown-event-type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.values.value import StrValue, Value
from owui_lint.component import Component, Editor
from owui_lint.component.events.emissions import Event, emissions_of
from owui_lint.component.events.malformed import missing_keys
from owui_lint.component.events.yielded import yielded_events
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.nearest import nearest
from owui_lint.rule import EVERY_KIND, Draft, Rule
from owui_lint.words import quoted


class UnknownEventType(Rule):
    """An event has a type that no release of Open WebUI handles.

    ## What it does
    Reports literal types, and literal beginnings of f-strings (`f"moa_{step}"`), that no page of
    any release knows. Suggests the nearest type.

    ## Why is this bad?
    Open WebUI ignores it silently. Sent through `__event_call__` it is never answered: the
    component waits for ever.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None) -> None:
            if __event_emitter__:
                await __event_emitter__({"type": "notifcation", "data": {"content": "Saved"}})
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None) -> None:
            if __event_emitter__:
                await __event_emitter__({"type": "notification", "data": {"content": "Saved"}})
    ```

    ## Fix safety
    Unsafe: the nearest known type is a guess, offered where exactly one is close.

    ## References
    Open WebUI 0.3.35 to 0.12.4: the event handlers of the pages in the published wheels.
    """

    code = "OWU404"
    name = "unknown-event-type"
    severity = Severity.WARNING
    kinds = EVERY_KIND - {Kind.EVENT}
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each type that no release handles, once for each place."""
        known = [name for name, one in component.host.event_types().items() if not one.internal]
        usual = quoted((name for name in component.host.usual_types() if name in known), "or")
        seen: set[tuple[int, str]] = set()
        for event in emissions_of(component).events:
            if any(missing_keys(component.host, event.value, event.types)):
                continue  # OWU403 speaks of it
            for text in _unknown(component.host, event.types):
                if (id(event.site), text.start) in seen:
                    continue
                seen.add((id(event.site), text.start))
                likely = nearest(text.start, known) if text.exact else None
                yield self.finding(
                    event.site,
                    _message(text, likely, usual),
                    related=_written_elsewhere(component, event),
                    fix=partial(_renamed, event=event, likely=likely),
                )
        for piece in yielded_events(component):
            if any(missing_keys(component.host, piece.value, piece.types)):
                continue
            for text in _unknown(component.host, piece.types):
                if (id(piece.node), text.start) not in seen:
                    seen.add((id(piece.node), text.start))
                    likely = nearest(text.start, known) if text.exact else None
                    yield self.finding(piece.node, _message(text, likely, usual))


def _unknown(host: Host, types: Iterable[Value]) -> Iterator[StrValue]:
    return (one for one in types if isinstance(one, StrValue) and _is_unknown(host, one))


def _message(text: StrValue, likely: str | None, usual: str) -> str:
    hint = f"did you mean `{likely}`?" if likely else f"use one such as {usual}"
    shown = text.start if text.exact else f"{text.start}…"
    return f"Event type `{shown}` is not handled by Open WebUI; {hint}"


def _is_unknown(host: Host, text: StrValue) -> bool:
    if text.exact:
        return host.event_type(text.start) is None
    if not text.start:
        return False
    return not any(
        name.startswith(text.start) or (one.prefix and text.start.startswith(name))
        for name, one in host.event_types().items()
    )


def _literal(event: Event) -> cst.SimpleString | None:
    """The one literal that is the event's type."""
    refs = event.table.entries.get("type", []) if event.table is not None else []
    node = refs[0].node if len(refs) == 1 else None
    return node if isinstance(node, cst.SimpleString) else None


def _written_elsewhere(component: Component, event: Event) -> list[tuple[cst.CSTNode, str]]:
    """The place of the literal, where the statement that is reported does not show it."""
    node = _literal(event)
    if node is None or component.statement_of(node) is component.statement_of(event.site):
        return []
    return [(node, "The type is written here")]


def _renamed(editor: Editor, event: Event, likely: str | None) -> Fix | None:
    node = _literal(event)
    if likely is None or node is None:
        return None
    return editor.unsafe(
        f"Use `{likely}`", editor.replace(node, f"{node.prefix}{node.quote}{likely}{node.quote}")
    )
