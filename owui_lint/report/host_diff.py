"""What changed between two releases, as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from owui_lint.host.diff import Change, Comparison, Effect

VERSION = 1
"""Of the JSON format."""

_TITLES = {
    Effect.BREAKS: "What breaks",
    Effect.CHANGES: "What behaves differently",
    Effect.ADDS: "What is new",
}
_TOGETHER = {
    "is gone": "gone from `{module}`",
    "is new": "new in `{module}`",
    "is a coroutine function": "coroutine functions in `{module}`",
    "is no longer a coroutine function": "no longer coroutine functions in `{module}`",
    "is a plain value": "plain values in `{module}`",
}
"""How several names of a module to which the same happened are told in one line."""
_REMEDY_TOGETHER = {"await it": "await them", "do not await it": "do not await them"}
_MANY = 25
"""More additions of one topic are counted unless all are asked for."""
_NAMES = 8
"""More names in one line are counted unless all are asked for."""


def as_text(comparison: Comparison, *, everything: bool) -> str:
    """Return the changes for a terminal or a log, with a summary at the end."""
    lines = []
    for effect, topics in _sections(comparison, everything=everything):
        lines += [_TITLES[effect], ""]
        for topic, told in topics:
            lines.append(f"  {topic}")
            lines += [f"    {release:8} {text}" for release, text in told]
            lines.append("")
    return "\n".join([*lines, *_closing(comparison), ""])


def as_markdown(comparison: Comparison, *, everything: bool) -> str:
    """Return the changes as a page."""
    lines = [f"# Open WebUI {comparison.before} to {comparison.after}, for component authors", ""]
    for effect, topics in _sections(comparison, everything=everything):
        lines += [f"## {_TITLES[effect]}", ""]
        for topic, told in topics:
            lines += [f"### {topic[:1].upper()}{topic[1:]}", ""]
            lines += [f"- {f'**{release}** ' if release else ''}{text}" for release, text in told]
            lines.append("")
    return "\n".join([*lines, *_closing(comparison), ""])


def as_json(comparison: Comparison) -> str:
    """Return every change as one JSON document; fields are added, never renamed."""
    changes = [{**asdict(change), "effect": change.effect.value} for change in comparison.changes]
    return json.dumps({"version": VERSION, **asdict(comparison), "changes": changes}, indent=2)


_Told = tuple[str, str]
"""A release, and what came with it."""


def _sections(
    comparison: Comparison, *, everything: bool
) -> Iterator[tuple[Effect, list[tuple[str, list[_Told]]]]]:
    for effect in Effect:
        changes = comparison.with_effect(effect)
        topics = []
        for topic in dict.fromkeys(change.topic for change in changes):
            found = [change for change in changes if change.topic == topic]
            if effect is Effect.ADDS and len(found) > _MANY and not everything:
                topics.append((topic, [("", f"{len(found)} new; `--all` lists them")]))
            else:
                topics.append((topic, list(_told(found, everything=everything))))
        if topics:
            yield effect, topics


def _told(changes: Iterable[Change], *, everything: bool) -> Iterator[_Told]:
    """Yield one line for each change, and one for all names of a module that share theirs."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        own = () if change.module else (change.subject,)
        key = (change.module, change.release, change.text, change.remedy, *own)
        groups.setdefault(key, []).append(change)
    for group in groups.values():
        first = group[0]
        if len(group) == 1:
            yield first.release, _sentence(first)
            continue
        label = _TOGETHER.get(first.text, f"{first.text}, in `{{module}}`")
        names = sorted(change.subject for change in group)
        if len(names) > _NAMES + 1 and not everything:
            names[_NAMES:] = [f"… {len(names) - _NAMES} more"]
        remedy = _REMEDY_TOGETHER.get(first.remedy, first.remedy)
        remedy = f"; {remedy}" if remedy else ""
        told = label.format(module=first.module) + remedy
        yield first.release, f"{told}: {', '.join(names)}"


def _sentence(change: Change) -> str:
    owner = f" of `{change.module}`" if change.module else ""
    remedy = f"; {change.remedy}" if change.remedy else ""
    return f"{change.subject}{owner} {change.text}{remedy}"


def _closing(comparison: Comparison) -> Iterator[str]:
    counts = Counter(change.effect for change in comparison.changes)
    yield (
        f"{comparison.before} to {comparison.after}: {counts[Effect.BREAKS]} break, "
        f"{counts[Effect.CHANGES]} behave differently, {counts[Effect.ADDS]} are new."
    )
    if comparison.read:
        yield (
            f"Read for this: {', '.join(comparison.read)}. A change is dated by the first of these "
            "that shows it, unless the changelog names a release in between."
        )
    if comparison.unsure:
        yield (
            f"{comparison.unsure} more may belong here: a release named above was not read itself, "
            "and they came between its neighbours."
        )
