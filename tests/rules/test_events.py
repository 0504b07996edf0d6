"""The rules about events against the host's event types, and against the ways to test an emitter."""

from __future__ import annotations

import json
import textwrap

import pytest

from owui_lint.api import lint_source
from owui_lint.host import EventType, Host
from owui_lint.settings import Settings

_HEADER = '"""\ntitle: Events\nauthor: owui-lint\nversion: 0.1.0\nlicense: MIT\n"""\n'
_SAMPLES: dict[str, object] = {
    "string": "text",
    "number": 1,
    "boolean": True,
    "array": [],
    "object": {},
}
_TYPES = [one for one in Host.event_types().values() if not one.internal]
_SINCE = {
    "status": "0.3.35",
    "source": "0.4.8",
    "chat:title": "0.5.0",
    "notification": "0.5.20",
    "chat:message": "0.6.0",
    "embeds": "0.6.34",
    "chat:message:favorite": "0.7.0",
    "chat:message:voice": "0.12.0",
}
"""First releases read with the type, from the change history of the pages."""


def _codes(body: str, version: str | None = None) -> list[str]:
    """The codes of the 4xx family for an action with this body."""
    source = f"""
class Action:
    async def action(self, body: dict, __event_emitter__=None, __event_call__=None) -> None:
        if not __event_emitter__ or not __event_call__:
            return
{textwrap.indent(textwrap.dedent(body).strip(), " " * 8)}
"""
    settings = Settings.parse(select=("OWU4",), target_version=version)
    return [finding.code for finding in lint_source(_HEADER + source, settings=settings)]


def _data(one: EventType, without: str | None = None) -> object:
    if one.data != "object":
        return _SAMPLES[one.data] if one.data != "any" else {}
    needed = {key: field for key, field in one.fields.items() if field.needed and key != without}
    return {key: _SAMPLES[field.types[0]] for key, field in needed.items()}


def _emit(one: EventType, data: object, channel: str = "__event_emitter__") -> str:
    return f"await {channel}({{'type': {one.name!r}, 'data': {data!r}}})"


def _own_channel(one: EventType) -> str:
    return "__event_emitter__" if "emitter" in one.channels else "__event_call__"


@pytest.mark.parametrize("one", _TYPES, ids=lambda one: one.name)
def test_complete_events_of_the_newest_release_are_silent(one: EventType) -> None:
    codes = _codes(_emit(one, _data(one), _own_channel(one)))
    alias = ["OWU410"] if one.alias_of else []
    assert codes == (alias if one.availability.until is None else ["OWU405"])


@pytest.mark.parametrize(("name", "since"), _SINCE.items())
def test_a_type_is_reported_below_its_first_release(name: str, since: str) -> None:
    one = Host.event_types()[name]
    releases = Host.releases()
    before = releases[: releases.index(since)]
    event = _emit(one, _data(one))
    assert all(_codes(event, release) == ["OWU405"] for release in before)
    assert "OWU405" not in _codes(event, since)


def test_a_removed_type_is_reported_from_then_on() -> None:
    event = "await __event_emitter__({'type': 'action', 'data': {'action': 'continue'}})"
    assert _codes(event, "0.5.20") == []
    assert _codes(event, "0.6.0") == ["OWU405"]


@pytest.mark.parametrize(
    "name", ["status", "message", "replace", "notification", "files", "source"]
)
def test_one_way_events_are_not_called(name: str) -> None:
    one = Host.event_types()[name]
    assert _codes(_emit(one, _data(one), "__event_call__")) == ["OWU406"]


@pytest.mark.parametrize("name", ["confirmation", "input"])
def test_questions_are_not_emitted(name: str) -> None:
    one = Host.event_types()[name]
    assert _codes(_emit(one, _data(one), "__event_emitter__")) == ["OWU406"]


@pytest.mark.parametrize("channel", ["__event_emitter__", "__event_call__"])
def test_execute_goes_both_ways(channel: str) -> None:
    one = Host.event_types()["execute"]
    assert _codes(_emit(one, _data(one), channel)) == []


@pytest.mark.parametrize(
    ("one", "key"),
    [
        pytest.param(one, key, id=f"{one.name}-{key}")
        for one in _TYPES
        for key, field in one.fields.items()
        if field.needed and one.availability.until is None
    ],
)
def test_a_missing_key_is_reported_and_an_open_dict_is_not(one: EventType, key: str) -> None:
    data = _data(one, without=key)
    channel = _own_channel(one)
    assert "OWU407" in _codes(_emit(one, data, channel))
    unknown = f"{{**body, **{json.dumps(data)}}}".replace("true", "True")
    event = f"await {channel}({{'type': {one.name!r}, 'data': {unknown}}})"
    assert "OWU407" not in _codes(event)


_EVENT = '{"type": "status", "data": {"description": "a", "done": True}}'
_GUARDED = [
    f"if __event_emitter__:\n    await __event_emitter__({_EVENT})",
    f"if __event_emitter__ is not None:\n    await __event_emitter__({_EVENT})",
    f"if __event_emitter__ != None:\n    await __event_emitter__({_EVENT})",
    f"if None is __event_emitter__ or not __event_emitter__:\n    return ''\nawait __event_emitter__({_EVENT})",
    f"if __event_call__:\n    await __event_emitter__({_EVENT})",
    f"if body:\n    if not __event_emitter__:\n        raise ValueError\n    await __event_emitter__({_EVENT})",
    f"for _ in body:\n    if not __event_emitter__:\n        continue\n    await __event_emitter__({_EVENT})",
    f"if not __event_emitter__:\n    return ''\nelif body:\n    pass\nawait __event_emitter__({_EVENT})",
    f"if not __event_emitter__:\n    pass\nelse:\n    await __event_emitter__({_EVENT})",
    f"assert __event_emitter__\nawait __event_emitter__({_EVENT})",
    f"emit = __event_emitter__\nif emit:\n    await emit({_EVENT})",
    f"emit = __event_emitter__\nif __event_emitter__:\n    await emit({_EVENT})",
    f"emit = __event_emitter__ or quiet\nawait emit({_EVENT})",
    f"emit = __event_emitter__ if __event_emitter__ else quiet\nawait emit({_EVENT})",
    f"ready = bool(__event_emitter__)\nif ready:\n    await __event_emitter__({_EVENT})",
    f"[await __event_emitter__({_EVENT}) for _ in body if __event_emitter__]",
    f"try:\n    await __event_emitter__({_EVENT})\nexcept:\n    pass",
    f"try:\n    if body:\n        await __event_emitter__({_EVENT})\nexcept (KeyError, TypeError):\n    pass",
    f"async def say():\n    await __event_emitter__({_EVENT})\nif __event_emitter__:\n    await say()",
    f"if body['metadata'].get('chat_id'):\n    await __event_emitter__({_EVENT})",
    f"chat = body['metadata']['chat_id']\nif not chat:\n    return ''\nawait __event_emitter__({_EVENT})",
]
_UNGUARDED = [
    f"await __event_emitter__({_EVENT})",
    f"if body:\n    await __event_emitter__({_EVENT})",
    f"if __event_emitter__ or body:\n    await __event_emitter__({_EVENT})",
    f"if not __event_emitter__:\n    await __event_emitter__({_EVENT})",
    f"if __event_emitter__ is None:\n    print('none')\nawait __event_emitter__({_EVENT})",
    f"if __event_emitter__:\n    print('some')\nawait __event_emitter__({_EVENT})",
    f"if __event_emitter__:\n    pass\nelse:\n    await __event_emitter__({_EVENT})",
    f"if __event_emitter__:\n    await __event_call__({_EVENT.replace('status', 'execute')})",
    f"emit = __event_emitter__ or None\nawait emit({_EVENT})",
    f"try:\n    await __event_emitter__({_EVENT})\nexcept KeyError:\n    pass",
    f"try:\n    await __event_emitter__({_EVENT})\nexcept Exception:\n    raise",
    f"try:\n    pass\nexcept Exception:\n    await __event_emitter__({_EVENT})",
    f"async def say():\n    await __event_emitter__({_EVENT})\nawait say()",
    f"try:\n    def say():\n        return __event_emitter__({_EVENT})\nexcept TypeError:\n    pass\nawait say()",
    f"if body.get('chat_id') or body:\n    await __event_emitter__({_EVENT})",
]


def _of_pipe(body: str) -> list[str]:
    source = f"""
async def quiet(event: dict) -> None:
    pass


class Pipe:
    async def pipe(self, body: dict, __event_emitter__=None, __event_call__=None) -> str:
{textwrap.indent(body, " " * 8)}
        return "done"
"""
    settings = Settings.parse(select=("OWU402",))
    return [finding.code for finding in lint_source(_HEADER + source, settings=settings)]


@pytest.mark.parametrize("body", _GUARDED)
def test_a_tested_emitter_is_silent(body: str) -> None:
    assert _of_pipe(body) == []


@pytest.mark.parametrize("body", _UNGUARDED)
def test_an_untested_emitter_is_reported(body: str) -> None:
    assert _of_pipe(body) == ["OWU402"]
