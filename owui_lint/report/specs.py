"""What Open WebUI sees of components, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from owui_lint.finding import on_one_line
from owui_lint.spec import Called, Given, Offered, Setting, Spec

VERSION = 1
"""Of the JSON format."""


def as_json(specs: Sequence[tuple[str, Spec]]) -> str:
    """Return one JSON document; fields are added, never renamed."""
    components = [
        {
            "path": path,
            **{
                key: value for key, value in asdict(spec).items() if key not in ("kind", "settings")
            },
            "kind": spec.kind.value,
            "settings": {
                name: [asdict(one) for one in found] for name, found in spec.settings.items()
            },
        }
        for path, spec in specs
    ]
    return json.dumps({"version": VERSION, "components": components}, indent=2, ensure_ascii=False)


def as_text(path: str, spec: Spec) -> str:
    """Return one component for people."""
    lines = [f"{on_one_line(path)}: {spec.kind.value}, read for Open WebUI {spec.target}"]
    for tool in spec.tools:
        lines += ["", *_tool(tool)]
    for name, settings in spec.settings.items():
        lines += ["", f"{name}, as the settings page shows them"]
        lines += [line for setting in settings for line in _setting(setting)]
    for called in spec.entry_points:
        lines += ["", *_called(called)]
    return "\n".join([*lines, ""])


def _tool(tool: Offered) -> Iterator[str]:
    place = f", line {tool.line}" if tool.line is not None else ""
    yield f"tool {tool.name}{place}, as the model sees it"
    if tool.spec is None:
        yield "  what it looks like cannot be read from the text"
        return
    for line in json.dumps(tool.spec, indent=2, ensure_ascii=False).splitlines():
        yield f"  {line}"


def _setting(setting: Setting) -> Iterator[str]:
    default = "no default" if setting.required else f"default {setting.default or 'not shown'}"
    yield f"  {setting.name}: {setting.type}, drawn as {setting.input}, {default}"
    if setting.description:
        yield f"    {on_one_line(setting.description)}"


def _called(called: Called) -> Iterator[str]:
    yield f"{called.name}, line {called.line}, is given"
    if called.given is None:
        yield "  its signature cannot be read from the text"
        return
    width = max((len(one.name) for one in called.given), default=0)
    for one in called.given:
        yield f"  {one.name:{width}}  {_by(one)}"
    if not called.given:
        yield "  nothing"
    if called.offered:
        yield f"  it could also name {', '.join(called.offered)}"


def _by(one: Given) -> str:
    if one.by == "payload":
        return "the payload"
    if one.by == "nobody":
        return f"nobody, before {one.since}" if one.since is not None else "nobody"
    if one.by != "Open WebUI":
        return one.by
    parts = ["by Open WebUI" if one.always else "by Open WebUI, in some calls"]
    return ", ".join([*parts, *(["may be None"] if one.may_be_none else [])])
