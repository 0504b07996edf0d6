"""What can be written at a place, from what is known about Open WebUI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.lsp import context
from owui_lint.lsp.events import Place, event_at
from owui_lint.lsp.shown import parameter
from owui_lint.parsing.source import SourceFile
from owui_lint.report import facts

_NAME_BEFORE = re.compile(r"\w*$")
_KEY_BEFORE = re.compile(r"[ \t]*([a-z_]*)$")
_KEYS = re.compile(r"^[ \t]*([a-z_]+)[ \t]*:", re.MULTILINE)
_FROM = re.compile(r"^[ \t]*(?:from|import)[ \t]+((?:open_webui\.)?[\w.]*)$")
_IMPORTED = re.compile(r"\bfrom[ \t]+(open_webui[\w.]*)[ \t]+import[ \t]*(?:\([^()]*|[^()\r\n]*)$")
_NEAR = 4_000
"""Characters of a list of imported names that are looked through."""


class Offer(NamedTuple):
    """One thing to write.

    Attributes:
        text: what to write
        kind: "parameter", "value", "key", "module" or "name"
        start: offset of what it takes the place of, up to the position
        detail: a few words
        documentation: Markdown
    """

    text: str
    kind: str
    start: int
    detail: str = ""
    documentation: str = ""


def offers(source: SourceFile, line: int, column: int, host: Host) -> list[Offer]:
    """Return what can be written at a place.

    Args:
        source: the document
        line: 0-based
        column: in code points
        host: the release that the document is for
    """
    text, lines = source.text, list(source.lines)
    offset = source.line_starts[line] + column
    before = lines[line][:column]
    if offset < context.header_end(text):
        return list(_header_keys(text, before, offset, host))
    imported = list(_imports(text, before, offset, host))
    if imported:
        return imported
    where = context.at(text, offset)
    if where.comment:
        return []
    if where.string is not None:
        return list(_in_string(where, text, offset, host))
    inner = where.innermost
    if inner is None or not inner.defines:
        return []
    indent = len(before) - len(before.lstrip())
    kind, _ = context.enclosing(lines, line, indent)
    return list(_parameters(inner, kind, before, offset, host)) if kind is not None else []


def _parameters(
    signature: context.Bracket, kind: Kind, before: str, offset: int, host: Host
) -> Iterator[Offer]:
    word = _NAME_BEFORE.search(before)
    assert word is not None
    if before[: word.start()].rstrip()[-1:] not in ("(", ",", ""):
        return  # an annotation or a default
    entry = signature.defines
    if kind is Kind.TOOLS and entry.startswith("_"):
        return
    for name, injection in sorted(host.injected(kind, entry).items()):
        written = name in signature.names and name != word.group()
        if not written and host.has(injection.availability):
            told = parameter(name, kind, entry, host)
            since = facts.when(injection.availability)
            yield Offer(name, "parameter", offset - len(word.group()), since, told)


def _header_keys(text: str, before: str, offset: int, host: Host) -> Iterator[Offer]:
    match = _KEY_BEFORE.fullmatch(before)
    if match is None:
        return
    present = set(_KEYS.findall(text[: context.header_end(text)]))
    for name, key in Host.header_keys().items():
        if (
            key.is_expected
            and name not in present
            and not (key.readers and host.has(key.availability) is False)
        ):
            readers, since = facts.header_key(key)
            told = f"{key.purpose}\n\nRead by {readers}" + (f", {since}" if since else "")
            yield Offer(f"{name}: ", "key", offset - len(match[1]), key.purpose, told)


def _imports(text: str, before: str, offset: int, host: Host) -> Iterator[Offer]:
    match = _FROM.match(before)
    if match is not None:
        package, _, begun = match[1].rpartition(".")
        found = sorted(
            {
                name.removeprefix(f"{package}.").partition(".")[0]
                for name, at in Host.modules().items()
                if (not package or name.startswith(f"{package}.")) and host.has(at)
            }
        )
        for name in found:
            yield Offer(name, "module", offset - len(begun))
        return
    listed = _IMPORTED.search(text, max(offset - _NEAR, 0), offset)
    word = _NAME_BEFORE.search(before)
    if listed is None or word is None:
        return
    module, start = listed[1], offset - len(word.group())
    for name in Host.defined_names(module):
        member = Host.member(module, name)
        if member is not None and host.has(member.availability):
            yield Offer(name, "name", start, member.kind)
    for name, at in Host.modules().items():
        if name.rpartition(".")[0] == module and host.has(at):
            yield Offer(name.rpartition(".")[2], "module", start, "module")


def _in_string(where: context.Context, text: str, offset: int, host: Host) -> Iterator[Offer]:
    assert where.string is not None
    dicts, start = where.dicts, where.string
    if dicts and dicts[-1].key == "type" and len(dicts) > 1 and dicts[-2].key == "input":
        for name, at in Host.valve_inputs().items():
            if host.has(at):
                yield Offer(name, "value", start, facts.when(at))
        return
    event = event_at(where, text, offset)
    if event is not None and event.is_type:
        yield from _types(event, start, host)
    elif event is not None:
        yield from _data(event, start, host)


def _data(event: Place, start: int, host: Host) -> Iterator[Offer]:
    """Offer what else an event consists of: its keys, those of its data, and fixed values."""
    inner = event.dicts[-1]
    if inner.key is not None:
        known = event.fields.get(inner.key)
        for value in known.values if known is not None else ():
            yield Offer(str(value), "value", start)
    elif len(event.dicts) == 1:
        for name in ("type", "data"):
            if name not in inner.keys:
                yield Offer(name, "key", start)
    else:
        for name, field in event.fields.items():
            read = field.availability
            if name not in inner.keys and (read is None or host.has(read) is not False):
                yield Offer(name, "key", start, " or ".join(field.types))


def _types(event: Place, start: int, host: Host) -> Iterator[Offer]:
    types = Host.event_types()
    for name in sorted(types, key=lambda one: (types[one].alias_of is not None, ":" in one, one)):
        known = types[name]
        fits = event.channel in known.channels and not known.internal and not known.prefix
        if fits and host.has(known.availability):
            told = f"**`{name}`**, an event\n\n{''.join(facts.event(known))}"
            yield Offer(name, "value", start, facts.when(known.availability), told)
