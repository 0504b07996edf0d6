"""Event types, their data, where they are stored, and what Valves pages draw."""

from __future__ import annotations

import pytest

from owui_lint.host import EventType, Host
from owui_lint.host.store import load


def event_type(name: str) -> EventType:
    found = Host.event_type(name)
    assert found is not None, name
    return found


@pytest.mark.parametrize(
    ("name", "before", "since"),
    [
        ("notification", "0.5.0", "0.5.20"),
        ("chat:title", "0.4.8", "0.5.0"),
        ("files", "0.6.0", "0.6.5"),
        ("embeds", "0.6.31", "0.6.34"),
        ("chat:message:follow_ups", "0.6.10", "0.6.16"),
        ("chat:message:error", "0.6.22", "0.6.27"),
        ("chat:message:favorite", "0.6.43", "0.7.0"),
        ("chat:message:tasks", "0.8.12", "0.9.0"),
        ("response:completion", "0.11.0", "0.11.2"),
        ("chat:message:voice", "0.11.4", "0.12.0"),
        ("source", "0.4.0", "0.4.8"),
        ("terminal:display_file", "0.8.0", "0.8.6"),
    ],
)
def test_handled_since(name: str, before: str, since: str) -> None:
    assert event_type(name).availability.at(before) is False
    assert event_type(name).availability.at(since) is True


def test_action_is_gone_since_0_6_0() -> None:
    assert event_type("action").availability.at("0.5.20") is True
    assert event_type("action").availability.until == "0.6.0"


def test_unknown_types() -> None:
    for name in ("confirm", "moa_status", "Status", "terminal", "chat"):
        assert Host.event_type(name) is None


def test_channels() -> None:
    assert event_type("confirmation").channels == {"call"}
    assert event_type("input").channels == {"call"}
    assert event_type("execute").channels == {"emitter", "call"}
    for name in ("status", "notification", "message", "replace", "citation", "files", "embeds"):
        assert event_type(name).channels == {"emitter"}


@pytest.mark.parametrize(
    ("name", "before", "since"),
    [
        ("status", "0.4.8", "0.5.0"),
        ("message", "0.5.0", "0.5.20"),
        ("replace", "0.5.0", "0.5.20"),
        ("files", "0.6.22", "0.6.27"),
        ("citation", "0.6.22", "0.6.27"),
        ("embeds", "0.6.31", "0.6.34"),
    ],
)
def test_stored_since(name: str, before: str, since: str) -> None:
    persisted = event_type(name).persisted
    assert persisted is not None
    assert persisted.at(before) is False
    assert persisted.at(since) is True


def test_aliases_are_never_stored_and_their_originals_are() -> None:
    aliases = [found for found in Host.event_types().values() if found.alias_of]
    assert {found.name for found in aliases} == {
        "chat:message",
        "chat:message:delta",
        "chat:message:files",
        "chat:message:embeds",
    }
    for found in aliases:
        assert found.persisted is None
        assert found.alias_of is not None
        assert event_type(found.alias_of).persisted is not None


def test_data() -> None:
    status = event_type("status").fields
    assert status["description"].needed
    assert not status["done"].needed
    assert status["done"].types == ("boolean",)
    assert event_type("chat:title").data == "string"
    assert event_type("notification").fields["content"].needed
    assert "message" not in event_type("notification").fields
    source = event_type("citation").fields
    assert source["document"].types == ("array",)
    assert source["metadata"].keys is not None
    assert source["metadata"].keys["source"].types == ("string",)


def test_keys_since() -> None:
    fields = event_type("input").fields
    assert fields["title"].availability is not None
    assert fields["title"].availability.always
    assert fields["options"].availability is not None
    assert fields["options"].availability.since == "0.10.0"
    assert fields["type"].availability is not None
    assert fields["type"].availability.since == "0.8.4"
    assert event_type("status").fields["done"].availability is None  # read by the status list


def test_every_type_of_the_pages_is_described_and_none_besides() -> None:
    described = set(load("kept/events")["types"])
    assert described == set(Host.event_types())


def test_described_keys_cover_what_the_handlers_read() -> None:
    for found in Host.event_types().values():
        if not found.internal and found.data == "object":
            assert set(load("events")["types"][found.name].get("reads", {})) <= set(found.fields)


def test_event_names() -> None:
    assert Host.event_name_known("function.updated")
    assert not Host.event_name_known("function.update")
    names = {name for name, at in Host.event_names().items() if at.at("0.12.4")}
    assert len(names) == 191
    assert Host.event_names()["function.updated"].since == "0.10.0"


@pytest.mark.parametrize(
    ("name", "before", "since"),
    [
        ("map", "0.6.10", "0.6.16"),
        ("color", "0.6.10", "0.6.16"),
        ("password", "0.7.2", "0.8.0"),
        ("select", "0.7.2", "0.8.0"),
        ("multiselect", "0.10.2", "0.11.0"),
    ],
)
def test_valve_inputs(name: str, before: str, since: str) -> None:
    availability = Host.valve_input(name)
    assert availability is not None
    assert availability.at(before) is False
    assert availability.at(since) is True
    assert Host.valve_inputs()[name] == availability


def test_no_other_valve_inputs() -> None:
    assert Host.valve_input("textarea") is None
    assert set(Host.valve_inputs()) == {"color", "map", "multiselect", "password", "select"}


def test_types_overwritten_from_tools_are_types() -> None:
    assert Host.types_overwritten_from_tools() < set(Host.event_types())
