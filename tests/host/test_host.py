"""What `Host` answers, at releases on both sides of each change."""

from __future__ import annotations

import pytest

from owui_lint.host import Host
from owui_lint.kinds import Kind


def test_versions() -> None:
    assert Host().is_latest
    assert str(Host().version) == Host.latest() == Host.releases()[-1]
    assert str(Host("99.1").version) == Host.latest()
    assert str(Host("0.6.43").version) == "0.6.43"
    assert not Host("0.6.43").is_latest
    assert Host.releases()[0] == "0.3.35"


@pytest.mark.parametrize("text", ["latest", "", "v", "0.6.x", ">=0.6"])
def test_no_version_is_one_clear_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Not a release of Open WebUI: `[^\n]*`$"):
        Host(text)


def test_loader_knows_events_since_0_10_0() -> None:
    assert Host("0.9.6").kinds() == (Kind.PIPE, Kind.FILTER, Kind.ACTION)
    assert Host("0.10.0").kinds() == (Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT)
    assert Host.all_kinds()[Kind.TOOLS].always


def injected(version: str, kind: Kind, entry: str) -> set[str]:
    """The parameters of a hook, `?` after those that only some calls pass."""
    host = Host(version)
    return {
        name + ("" if item.always else "?")
        for name, item in host.injected(kind, entry).items()
        if host.has(item.availability)
    }


SHARED = {"__event_emitter__", "__event_call__", "__user__"}
CHAT = {"__chat_id__", "__message_id__"}
FILTER_0_12 = SHARED | {"__id__", "__model__", "__metadata__", "__request__"}


@pytest.mark.parametrize(
    ("version", "kind", "entry", "expected"),
    [
        (
            "0.3.35",
            Kind.PIPE,
            "pipe",
            SHARED | {"__files__", "__task__", "__task_body__", "__tools__"},
        ),
        (
            "0.12.4",
            Kind.PIPE,
            "pipe",
            SHARED
            | CHAT
            | {"__files__", "__task__", "__task_body__", "__tools__", "__metadata__", "__request__"}
            | {"__oauth_token__", "__session_id__"},
        ),
        ("0.12.4", Kind.PIPE, "pipes", set()),
        ("0.12.4", Kind.FILTER, "inlet", FILTER_0_12 | CHAT | {"__oauth_token__"}),
        ("0.12.4", Kind.FILTER, "outlet", FILTER_0_12),
        ("0.12.4", Kind.FILTER, "stream", FILTER_0_12 | CHAT | {"__oauth_token__", "__body__?"}),
        (
            "0.12.4",
            Kind.FILTER,
            "request",
            FILTER_0_12 | CHAT | {"__oauth_token__", "__features__?"},
        ),
        ("0.12.4", Kind.ACTION, "action", SHARED | {"__id__", "__model__", "__request__"}),
        ("0.4.8", Kind.ACTION, "action", SHARED | {"__id__", "__model__"}),
        (
            "0.12.4",
            Kind.EVENT,
            "event",
            {"event", "__id__", "__event__", "__event_id__", "__event_name__", "__app__"}
            | {"__request__"},
        ),
        (
            "0.12.4",
            Kind.TOOLS,
            "whatever",
            FILTER_0_12 | CHAT | {"__oauth_token__", "__files__", "__messages__", "__features__"},
        ),
        (
            "0.6.43",
            Kind.TOOLS,
            "whatever",
            FILTER_0_12
            | {"__oauth_token__", "__files__", "__messages__", "__chat_id__?", "__message_id__?"}
            | {"__session_id__?", "__task__?", "__task_body__?"},
        ),
        ("0.12.4", Kind.PIPELINE, "inlet", set()),
    ],
)
def test_injected(version: str, kind: Kind, entry: str, expected: set[str]) -> None:
    assert injected(version, kind, entry) == expected


@pytest.mark.parametrize(
    ("kind", "entry", "name", "lacking", "having"),
    [
        (Kind.PIPE, "pipe", "__metadata__", "0.3.35", "0.4.0"),
        (Kind.PIPE, "pipe", "__chat_id__", "0.5.20", "0.6.0"),
        (Kind.PIPE, "pipe", "__oauth_token__", "0.6.22", "0.6.27"),
        (Kind.FILTER, "inlet", "__chat_id__", "0.6.43", "0.7.0"),
        (Kind.FILTER, "outlet", "__metadata__", "0.5.0", "0.5.20"),
        (Kind.FILTER, "stream", "__user__", "0.5.16", "0.5.17"),
        (Kind.FILTER, "stream", "__chat_id__", "0.11.0", "0.11.2"),
        (Kind.FILTER, "stream", "__body__", "0.6.10", "0.6.16"),
        (Kind.TOOLS, "any", "__features__", "0.6.43", "0.7.0"),
        (Kind.ACTION, "action", "__request__", "0.4.8", "0.5.0"),
    ],
)
def test_injected_since(kind: Kind, entry: str, name: str, lacking: str, having: str) -> None:
    availability = Host().injected(kind, entry)[name].availability
    assert availability.at(lacking) is False
    assert availability.at(having) is True


def test_names_that_are_never_injected() -> None:
    assert "__model__" not in Host().injected(Kind.PIPE, "pipe")
    assert "__metadata__" not in Host().injected(Kind.ACTION, "action")
    assert "__chat_id__" not in Host().injected(Kind.FILTER, "outlet")
    assert {"__user__", "__event_name__"} <= Host.injected_names()
    assert "body" not in Host.injected_names()


def test_emitters_that_may_be_none() -> None:
    host = Host()
    for entry in ("stream", "outlet"):
        assert host.injected(Kind.FILTER, entry)["__event_emitter__"].may_be_none
    assert not host.injected(Kind.FILTER, "request")["__event_emitter__"].may_be_none
    assert host.injected(Kind.FILTER, "request")["__event_call__"].may_be_none
    assert not Host("0.9.6").injected(Kind.FILTER, "outlet")["__event_emitter__"].may_be_none
    assert host.injected(Kind.PIPE, "pipe")["__event_call__"].may_be_none
    assert not host.injected(Kind.FILTER, "inlet")["__event_emitter__"].may_be_none
    assert not host.injected(Kind.TOOLS, "f")["__event_emitter__"].may_be_none
    assert not Host("0.8.12").injected(Kind.FILTER, "outlet")["__event_emitter__"].may_be_none


def test_entry_points() -> None:
    assert set(Host.entry_points(Kind.FILTER)) == {"inlet", "outlet", "stream", "request"}
    assert Host.entry_points(Kind.FILTER)["stream"].since == "0.5.17"
    assert Host.entry_points(Kind.FILTER)["request"].since == "0.11.2"
    assert set(Host.entry_points(Kind.PIPE)) == {"pipe", "pipes"}
    assert Host.entry_points(Kind.TOOLS) == {}
    assert Host.entry_points(Kind.PIPELINE)["on_startup"].always


def test_payloads() -> None:
    host = Host()
    assert host.payload(Kind.PIPE, "pipe") == "body"
    assert host.payload(Kind.FILTER, "stream") == "event"
    assert host.payload(Kind.FILTER, "inlet") == "body"
    assert host.payload(Kind.PIPE, "pipes") is None
    assert host.payload(Kind.EVENT, "event") is None
    assert host.payload(Kind.FILTER, "no_hook") is None


def test_how_hooks_are_called() -> None:
    event = Host().entry_point(Kind.EVENT, "event")
    assert event is not None
    assert event.kwargs
    inlet = Host().entry_point(Kind.PIPELINE, "inlet")
    assert inlet is not None
    assert (inlet.awaited, inlet.positional) == ("always", ("body", "user"))
    pipe = Host().entry_point(Kind.PIPELINE, "pipe")
    assert pipe is not None
    assert pipe.awaited == "never"
    assert pipe.required == ("user_message", "model_id", "messages", "body")
    tool = Host().entry_point(Kind.TOOLS, "search")
    assert tool is not None
    assert tool.payload is None


@pytest.mark.parametrize(
    ("name", "before", "after", "holds_after"),
    [
        ("future_annotations", "0.9.5", "0.9.6", True),
        ("single_underscore_tools", "0.8.9", "0.8.10", False),
        ("app_state_config", "0.9.6", "0.10.0", False),
        ("src_log_levels_filled", "0.6.41", "0.6.42", False),
        ("async_pipes", "0.5.0", "0.5.20", True),
        ("event_call_error_dict", "0.9.0", "0.9.3", True),
        ("native_tools_by_default", "0.9.6", "0.10.0", True),
        ("valve_options_by_method", "0.7.2", "0.8.0", True),
        ("multiline_param_descriptions", "0.11.0", "0.11.1", True),
        ("module_unlisted_while_saving", "0.11.4", "0.12.0", True),
        ("local_chat_ids", "0.10.2", "0.11.0", False),
        ("tool_calls_in_content", "0.9.6", "0.10.0", False),
    ],
)
def test_facts(name: str, before: str, after: str, holds_after: bool) -> None:
    assert Host(before).has(Host.fact(name)) is not holds_after
    assert Host(after).has(Host.fact(name)) is holds_after


def test_a_misspelt_fact_is_an_error() -> None:
    with pytest.raises(KeyError):
        Host.fact("futur_annotations")


def test_outdated_formats() -> None:
    formats = {entry.text: entry for entry in Host.outdated_formats()}
    assert formats["local:"].availability.until == "0.11.0"
    assert formats["local:"].successor == "temporary:"
    assert formats['<details type="tool_calls"'].availability.until == "0.10.0"


def test_header_keys() -> None:
    keys = Host.header_keys()
    assert keys["requirements"].readers == ("host", "pipelines")
    assert keys["icon_url"].readers == ("host",)
    assert keys["author"].readers == ()
    assert "licence" in keys
    assert "name" not in keys


def test_rewritten_text() -> None:
    assert Host.rewritten_text()["from config"] == "from open_webui.config"


def test_attributes() -> None:
    assert Host.attributes(Kind.FILTER)["toggle"].since == "0.6.10"
    assert Host.attributes(Kind.TOOLS)["citation"].until == "0.6.16"
    assert "type" not in Host.attributes(Kind.PIPE)
    assert "type" in Host.attributes(Kind.PIPELINE)
    assert Host.pipeline_types() == ("manifold", "filter")
    assert Host.pipeline_filter_valves() == ("pipelines",)
    assert (
        list(Host.valves_read(Kind.FILTER)) == list(Host.valves_read(Kind.ACTION)) == ["priority"]
    )
    assert not Host.valves_read(Kind.TOOLS)
