"""Lint on Save, on the host's recorded contract; `test_lint_on_save_in_host` asks the host."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
from typing import Any

import pytest

import owui_lint
from tests.components.host import Component, load, run
from tests.components.saved import BAD, BAD_TOOL, CLEAN, SAVED, Host, expected


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    host = Host()
    for name, module in host.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    return host


@pytest.fixture
def component(host: Host, caplog: pytest.LogCaptureFixture) -> Component:
    caplog.set_level(logging.INFO)
    return load("lint_on_save_event.py")


async def save(component: Component, event: dict[str, Any] | None = None, **valves: Any) -> None:
    event = event or SAVED
    await component.call("event", event, valves=valves, __event_name__=event["event"])


def test_it_asks_for_the_version_that_it_was_tested_with(component: Component) -> None:
    assert component.header["requirements"] == f"owui-lint=={owui_lint.__version__}"


def test_header_and_kind(component: Component) -> None:
    assert component.kind == "event"
    assert component.header["required_open_webui_version"] == "0.10.0"


def test_findings_reach_the_log_and_who_saved(
    component: Component, host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    host.save("bad", BAD)
    run(save(component))
    wanted = expected(BAD, "bad")
    assert caplog.messages[1:] == wanted
    assert re.match(r"owui-lint: \d+ errors?, .* in function bad", caplog.messages[0])
    [(name, event, room)] = host.sent
    assert (name, room) == ("events", "user:u1")
    assert event["chat_id"] == "../admin/functions/edit?id=bad"
    assert event["data"]["type"] == "chat:completion"
    data = event["data"]["data"]
    assert data["done"] is True
    assert re.match(r"Bad: \d+ errors?, ", data["title"]), "the name stands first, lest it be cut"
    assert re.match(r"Line 10: .*`\u02cd\u02cdusers\u02cd\u02cd`.* \(OWU303\)$", data["content"])


def test_a_tool_is_read_from_the_tools(component: Component, host: Host) -> None:
    host.save("bad_tool", BAD_TOOL)
    event = {**SAVED, "event": "tool.updated", "subject": {"type": "tool", "id": "bad_tool"}}
    run(save(component, event))
    assert host.sent[0][1]["chat_id"] == "../workspace/tools/edit?id=bad_tool"


@pytest.mark.parametrize(
    ("notify", "bad", "clean"), [("findings", 1, 0), ("always", 1, 1), ("never", 0, 0)]
)
def test_when_to_notify(
    component: Component, host: Host, notify: str, bad: int, clean: int
) -> None:
    host.save("bad", BAD)
    run(save(component, NOTIFY=notify))
    assert len(host.sent) == bad
    host.sent.clear()
    host.save("bad", CLEAN)
    run(save(component, NOTIFY=notify))
    assert [event["data"]["data"]["title"] for _, event, _ in host.sent] == (
        ["Bad: no findings"] * clean
    )


def test_what_to_report(component: Component, host: Host, caplog: pytest.LogCaptureFixture) -> None:
    host.save("bad", BAD)
    run(save(component, PROFILE="host"))
    assert all("OWU303" in line for line in caplog.messages[1:])
    caplog.clear()
    run(save(component, IGNORE="OWU1, OWU303"))
    assert not [line for line in caplog.messages if "OWU1" in line or "OWU303" in line]
    caplog.clear()
    run(save(component, PROFILE="strict"))
    assert len(caplog.messages) > len(expected(BAD, "bad")) + 1


def test_a_wrong_code_is_refused_when_the_valves_are_saved(component: Component) -> None:
    with pytest.raises(ValueError, match="`E501` is no"):
        component.instance.Valves(IGNORE="E501")


@pytest.mark.parametrize(
    "event",
    [
        {**SAVED, "event": "function.deleted"},
        {**SAVED, "event": "chat.created", "subject": None},
        {**SAVED, "event": "function.updated", "data": {"name": "Bad", "is_global": True}},
    ],
)
def test_other_events_are_left_alone(
    component: Component, host: Host, caplog: pytest.LogCaptureFixture, event: dict[str, Any]
) -> None:
    host.save("bad", BAD)
    run(save(component, event))
    assert (host.sent, caplog.messages) == ([], [])


def test_a_component_that_has_gone(component: Component, host: Host) -> None:
    run(save(component))
    assert host.sent == []


def test_an_event_without_an_actor_is_for_the_log_alone(
    component: Component, host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    host.save("bad", BAD)
    run(save(component, {**SAVED, "actor": None, "data": None}))
    assert host.sent == []
    assert caplog.messages[1:] == expected(BAD, "bad")


def test_once_per_save_with_several_replicas(host: Host) -> None:
    replicas = [load("lint_on_save_event.py") for _ in range(3)]
    host.claims = {}
    host.save("bad", BAD)

    async def everywhere() -> None:
        await asyncio.gather(*(save(replica) for replica in replicas))

    run(everywhere())
    assert len(host.sent) == 1
    assert list(host.claims.values()) == [60]
    host.save("bad", CLEAN + "\n# another save in the same second\n")
    run(everywhere())
    assert len(host.claims) == 2


def test_without_the_lock_it_is_reported_rather_twice_than_not(
    component: Component, host: Host
) -> None:
    host.save("bad", BAD)
    host.claims, host.broken = {}, {"redis"}
    run(save(component))
    assert len(host.sent) == 1


def test_without_a_socket_the_log_remains(
    component: Component, host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    host.save("bad", BAD)
    host.broken = {"socket"}
    run(save(component))
    assert set(expected(BAD, "bad")) <= set(caplog.messages)
    assert "Linting after function.created failed" in caplog.messages


def test_the_server_goes_on_while_it_lints(component: Component, host: Host) -> None:
    """The linter runs in a thread, and one at a time, so that an import of many leaves room."""
    host.save("bad", BAD)
    running: list[int] = []
    threads: set[int] = set()
    real = component.module.lint

    def lint(*args: Any) -> Any:
        running.append(1)
        threads.add(threading.get_ident())
        assert len(running) == 1
        found = real(*args)
        running.pop()
        return found

    vars(component.module)["lint"] = lint

    async def many() -> None:
        await asyncio.gather(*(save(component) for _ in range(5)))

    run(many())
    assert len(host.sent) == 5
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("version", ["0.12.4", "0.12.5.dev1", "main", ""])
def test_a_host_that_calls_itself_something_else(
    component: Component, host: Host, version: str
) -> None:
    vars(sys.modules["open_webui.env"])["VERSION"] = version
    host.save("bad", BAD)
    run(save(load("lint_on_save_event.py")))
    assert len(host.sent) == 1
