"""OWU410 unsaved-event-alias."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.flow.exits import returned_values
from owui_lint.analysis.syntax.matchers import subscript_key
from owui_lint.component import Component, Editor, FunctionScope
from owui_lint.component.entry.points import entry_points
from owui_lint.component.events.channels import Channel
from owui_lint.component.events.emissions import Event, emissions_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UnsavedEventAlias(Rule):
    """An event is shown but not stored, unlike the one with the short name.

    ## What it does
    Reports `chat:message`, `chat:message:delta`, `chat:message:files` and `chat:message:embeds`
    through the emitter, where the target stores the type with the short name. The text of a `pipe`
    that returns or yields is stored by Open WebUI anyway: there the first two are silent. So are
    they where an action returns messages, a filter writes their content, or a `replace` follows,
    and in tools, where OWU412 speaks of them. What a handler of an exception returns does not count.
    Silent where the type with the short name is emitted as well. Silent altogether in a file that stores by itself
    (`Chats.add_message_files_by_id_and_message_id` …).

    ## Why is this bad?
    The chat shows what such an event carries, but it is gone when the chat is loaded again.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None) -> None:
            if __event_emitter__:
                await __event_emitter__({"type": "chat:message", "data": {"content": "Better"}})
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None) -> None:
            if __event_emitter__:
                await __event_emitter__({"type": "replace", "data": {"content": "Better"}})
    ```

    ## Fix safety
    Unsafe: what was shown for a moment is stored from then on.

    ## References
    Open WebUI 0.12.4, `socket/main.py` lines 1511-1598.
    """

    code = "OWU410"
    name = "unsaved-event-alias"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each event with a name that is not stored."""
        if any(method in component.source.text for method in component.host.storing_methods()):
            return
        overwritten = component.host.types_overwritten_from_tools()
        emitted = {name for event in emissions_of(component).events for name in event.names}
        seen: set[tuple[int, str]] = set()
        for event in emissions_of(component).events:
            for name in event.names:
                short = _stored_name(component.host, name)
                if short is None or (id(event.site), name) in seen or event.channel is Channel.CALL:
                    continue
                if short in emitted:
                    continue
                if name in overwritten and _is_stored_anyway(component, event):
                    continue
                seen.add((id(event.site), name))
                yield self.finding(
                    event.site,
                    f"`{name}` events are shown but not stored; use `{short}`",
                    fix=partial(_renamed, event=event, short=short),
                )


def _stored_name(host: Host, name: str) -> str | None:
    """The name under which the target stores what is emitted as `name`."""
    one = host.event_type(name)
    if one is None or one.alias_of is None or not host.has(one.availability):
        return None
    persisted = host.event_types()[one.alias_of].persisted
    return one.alias_of if persisted is not None and host.has(persisted) else None


def _is_stored_anyway(component: Component, event: Event) -> bool:
    if component.kind is Kind.TOOLS or _is_replaced(component, event):
        return True
    returning = entry_points(component, "pipe", "action")
    if any(
        entry.function is None or _gives_something(component, entry.function) for entry in returning
    ):
        return True
    return component.kind is Kind.FILTER and any(
        subscript_key(node) == "content"
        for node in component.of(cst.Subscript)
        if isinstance(component.parent(node), (cst.AssignTarget, cst.AugAssign))
    )


def _is_replaced(component: Component, event: Event) -> bool:
    """Whether the whole text is sent once more, further down, as what is stored."""
    calls = [id(call) for call in component.of(cst.Call)]
    later = calls[calls.index(id(event.site)) :]
    return any("replace" in e.names and id(e.site) in later for e in emissions_of(component).events)


def _gives_something(component: Component, function: FunctionScope) -> bool:
    if function.is_generator:
        return True
    values = returned_values(component, function)
    return any(not _is_error_text(component, node) for node in values)


def _is_error_text(component: Component, node: cst.Return) -> bool:
    """Whether what is returned only tells of a failure, and is no copy of what was emitted."""
    return any(isinstance(outer, cst.ExceptHandler) for outer in component.ancestors(node))


def _renamed(editor: Editor, event: Event, short: str) -> Fix | None:
    refs = event.table.entries.get("type", []) if event.table is not None else []
    if len(refs) != 1 or not isinstance(refs[0].node, cst.SimpleString):
        return None
    node = refs[0].node
    return editor.unsafe(
        f"Use `{short}`", editor.replace(node, f"{node.prefix}{node.quote}{short}{node.quote}")
    )
