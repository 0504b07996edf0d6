"""What an editor shows of the thing under the pointer, from what is known about Open WebUI."""

from __future__ import annotations

import re
from typing import NamedTuple

from owui_lint.host import EventField, Host
from owui_lint.kinds import Kind
from owui_lint.lsp import context
from owui_lint.lsp.events import event_at
from owui_lint.parsing.source import SourceFile
from owui_lint.report import facts

_WORD = re.compile(r"\w+")
_KEY = re.compile(r"[ \t]*([A-Za-z_]+)[ \t]*:")
_STRING_END = re.compile(r"[\"'\r\n]")


class Hover(NamedTuple):
    """Markdown, and the offsets of what it is about."""

    text: str
    start: int
    end: int


def hover(source: SourceFile, line: int, column: int, host: Host) -> Hover | None:
    """Return what is known of the thing at a place.

    Args:
        source: the document
        line: 0-based
        column: in code points
        host: the release that the document is for
    """
    text, lines, start = source.text, list(source.lines), source.line_starts[line]
    offset = start + column
    found = _header_key(text, lines[line], start, offset)
    if found is not None:
        return found
    word = next((m for m in _WORD.finditer(lines[line]) if m.start() <= column <= m.end()), None)
    where = context.at(text, offset if word is None else start + word.start())
    if where.comment:
        return None
    if where.string is not None:
        return _in_string(text, where, offset, host)
    if word is None or word.group() not in host.injected_names() or word.group() == "event":
        return None
    kind, entry = _entry(where, lines, line)
    shown = parameter(word.group(), kind, entry, host)
    return Hover(shown, start + word.start(), start + word.end())


def _entry(where: context.Context, lines: list[str], line: int) -> tuple[Kind | None, str]:
    column = len(lines[line]) - len(lines[line].lstrip())
    kind, entry = context.enclosing(lines, line, column)
    inner = where.innermost
    return kind, inner.defines if inner is not None and inner.defines else entry


def parameter(name: str, kind: Kind | None, entry: str, host: Host) -> str:
    """Return what an injected parameter holds, and when an entry point gets it.

    Args:
        name: of the parameter
        kind: of the component
        entry: the method it is in; all entry points are listed where it is none of them
        host: the release that is asked about
    """
    parts = [
        f"**`{name}`**, which Open WebUI passes where the signature names it\n",
        facts.holds(name),
    ]
    places = list(facts.given_to(name))
    here = [one for one in places if one[0] is kind and one[1] in (entry, "*")] if kind else []
    lines = []
    for owner, method, at in here or places:
        told = f"{facts.entry_title(owner, method)}: {facts.when(at.passed)}"
        if host.has(at.passed) is False:
            told += f" (not in {host.version})"
        elif host.has(at.may_be_none):
            told += f"; can be None in {host.version}"
        elif host.has(at.always) is False:
            told += f"; not in every call of {host.version}"
        lines.append(f"- {told}")
    if kind is not None and not here and entry in host.entry_points(kind):
        parts.append(f"`{kind.class_name}.{entry}` is never given it.")
    return "\n".join([*parts, "", *lines])


def _header_key(text: str, line: str, start: int, offset: int) -> Hover | None:
    match = _KEY.match(line)
    if match is None or offset >= context.header_end(text) or offset > start + match.end(1):
        return None
    key = Host.header_keys().get(match[1])
    if key is None:
        return None
    readers, since = facts.header_key(key)
    told = f"**`{key.name}`**: {key.purpose}\n\nRead by {readers}" + (f", {since}" if since else "")
    return Hover(told, start + match.start(1), start + match.end(1))


def _in_string(text: str, where: context.Context, offset: int, host: Host) -> Hover | None:
    assert where.string is not None
    closing = _STRING_END.search(text, where.string)
    end = closing.start() if closing is not None else len(text)
    value = text[where.string : end]
    dicts = where.dicts
    if dicts and dicts[-1].key == "type" and len(dicts) > 1 and dicts[-2].key == "input":
        drawn = host.valve_input(value)
        if drawn is None:
            return None
        told = f"**`{value}`**, an input of the settings page\n\nDrawn {facts.when(drawn)}"
        return Hover(told, where.string, end)
    event = event_at(where, text, offset)
    if event is None:
        return None
    if event.is_type:
        known = Host.event_type(value)
        if known is None:
            return None
        rows = [f"- {_field(name, one)}" for name, one in known.fields.items()]
        told = f"**`{value}`**, an event\n\n{''.join(facts.event(known))}"
        return Hover("\n".join([told, *rows]), where.string, end)
    field = event.fields.get(value) if dicts[-1].key is None else None
    if field is None or event.type is None:
        return None
    return Hover(
        f"{_field(value, field)}\n\nData of the event `{event.type.name}`", where.string, end
    )


def _field(name: str, field: EventField) -> str:
    kinds, since, needed = facts.field(field)
    told = f"`{name}`: {kinds}"
    if needed:
        told += ", needed" if needed == "yes" else f", needed {needed}"
    return told + (f"; read {since}" if since not in ("", "always") else "")
