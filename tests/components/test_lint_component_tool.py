"""Lint Component: what the model gets back, and what the chat shows meanwhile."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import types
from typing import Any

import pytest

import owui_lint
from tests.components.host import Client, Component, load, run
from tests.components.saved import BAD, BAD_TOOL, CLEAN, MISSPELT, expected
from tests.components.stopping import stopped


@pytest.fixture
def tools() -> Component:
    return load("lint_component_tool.py")


async def lint(tools: Component, source: str, **more: Any) -> dict[str, Any]:
    """Call the tool as a model does; what comes back must be JSON."""
    result = await tools.call("lint_component", {"source": source}, **more)
    return dict(json.loads(json.dumps(result)))


async def fix(
    tools: Component, source: str, unsafe: bool | None = None, **more: Any
) -> dict[str, Any]:
    arguments = {"source": source} if unsafe is None else {"source": source, "unsafe": unsafe}
    return dict(json.loads(json.dumps(await tools.call("fix_component", arguments, **more))))


def as_logged(result: dict[str, Any]) -> list[str]:
    """The findings in the form of `expected`."""
    return [
        f"bad.py:{f['line']}:{f['column']}: {f['code']} {f['message']}" for f in result["findings"]
    ]


def test_a_bad_component_gives_its_findings(tools: Component) -> None:
    client = Client()
    result = run(lint(tools, BAD, client=client))
    assert as_logged(result) == expected(BAD, "bad")
    first = result["findings"][0]
    assert (first["line"], first["code"], first["severity"]) == (10, "OWU303", "error")
    assert first["name"] == "parameter-not-injected"
    assert result["summary"].startswith("1 error, ")
    assert client.statuses == ["Linting the component", f"owui-lint: {result['summary']}"]
    assert client.finished
    [shown] = client.data("citation")
    assert len(shown["document"][0].splitlines()) == len(result["findings"])


def test_a_clean_component_gives_none(tools: Component) -> None:
    client = Client()
    assert run(lint(tools, CLEAN, client=client)) == {"summary": "no findings", "findings": []}
    assert client.statuses[-1] == "owui-lint: no findings"
    assert client.data("citation") == []


def test_the_fixed_text_comes_back(tools: Component) -> None:
    client = Client()
    result = run(fix(tools, BAD, client=client))
    wanted = owui_lint.fix_source(BAD)
    assert result["text"] == wanted.text
    assert [found["code"] for found in result["applied"]] == [f.code for f in wanted.applied]
    assert len(result["findings"]) == len(wanted.findings)
    assert client.statuses[-1].startswith(f"owui-lint: {len(wanted.applied)} fixed, ")
    assert client.finished


def test_unsafe_fixes_are_for_the_asking(tools: Component) -> None:
    assert "verison" in run(fix(tools, MISSPELT))["text"]
    result = run(fix(tools, MISSPELT, unsafe=True))
    assert "\nversion: 0.1.0\n" in result["text"]
    assert "OWU110" in [found["code"] for found in result["applied"]]
    assert run(fix(tools, result["text"], unsafe=True))["applied"] == []


def test_a_fix_is_announced_with_the_finding(tools: Component) -> None:
    [found] = [f for f in run(lint(tools, MISSPELT))["findings"] if f["code"] == "OWU110"]
    assert found["fix"].endswith(" (unsafe)")


@pytest.mark.parametrize("fence", ["```python\n{}```", "```\n{}\n```\n", "\n```py\n{}```  "])
def test_a_fence_around_the_text_is_no_part_of_it(tools: Component, fence: str) -> None:
    result = run(lint(tools, fence.format(BAD)))
    assert as_logged(result) == expected(BAD, "bad")


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("", "no text"),
        (None, "no text"),
        (["class Tools:"], "no text"),
        (" \n", "no text"),
        ("```python\n```", "no text"),
        ("x = 1\n", "is not a component"),
        ("What is the capital of France?", "is not a component"),
        ("class Tools:\n" + "    # " + "x" * 500, "longer than 400 characters"),
    ],
)
def test_what_is_no_component_is_no_clean_component(
    tools: Component, source: str, error: str
) -> None:
    for call in (lint, fix):
        client = Client()
        result = run(call(tools, source, client=client, valves={"MAX_CHARACTERS": 400}))
        assert result.keys() == {"error"}
        assert error in result["error"]
        assert client.statuses[-1] == result["error"]
        assert client.finished


def test_a_text_that_does_not_parse(tools: Component) -> None:
    result = run(lint(tools, "class Tools:\n    def search(self, query: str -> str:\n"))
    assert [found["code"] for found in result["findings"]] == ["OWU001"]


def test_without_a_browser(tools: Component) -> None:
    assert as_logged(run(lint(tools, BAD))) == expected(BAD, "bad")
    assert run(fix(tools, BAD))["text"]


def test_the_findings_are_shown_to_who_wants_them(tools: Component) -> None:
    client = Client()
    run(lint(tools, BAD, client=client, user_valves={"SHOW_FINDINGS": False}))
    assert client.data("citation") == []
    assert len(client.statuses) == 2


def test_the_administrator_chooses_what_is_reported(tools: Component) -> None:
    codes = [f["code"] for f in run(lint(tools, BAD, valves={"PROFILE": "host"}))["findings"]]
    assert codes == ["OWU303"]
    result = run(lint(tools, BAD, valves={"IGNORE": "OWU303"}))
    assert "OWU303" not in [found["code"] for found in result["findings"]]
    strict = run(lint(tools, BAD, valves={"PROFILE": "strict"}))
    assert len(strict["findings"]) > len(expected(BAD, "bad"))


@pytest.mark.parametrize(
    "valves", [{"IGNORE": "E501"}, {"TARGET_VERSION": "newest"}, {"PROFILE": "mild"}]
)
def test_wrong_valves_are_refused_when_saved(tools: Component, valves: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        tools.instance.Valves(**valves)


def test_the_release_that_runs_is_the_one_to_lint_for(
    tools: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    # `__oauth_token__` has been injected since 0.6.27.
    source = BAD_TOOL.replace("__users__: list", "__oauth_token__: dict")
    for name in ("open_webui", "open_webui.env"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    environment = vars(sys.modules["open_webui.env"])

    def codes(**valves: str) -> list[str]:
        return [found["code"] for found in run(lint(tools, source, valves=valves))["findings"]]

    environment["VERSION"] = "0.12.4"
    assert "OWU304" not in codes()
    assert "OWU304" in codes(TARGET_VERSION="0.5.20")
    environment["VERSION"] = "0.5.20"
    assert "OWU304" in codes()
    environment["VERSION"] = "main"
    assert "OWU304" not in codes()


def test_users_do_not_see_each_other(tools: Component) -> None:
    sources = [BAD.replace("__users__", f"__users{n}__") for n in range(8)]
    clients = [Client() for _ in sources]

    async def everybody() -> list[dict[str, Any]]:
        pairs = zip(sources, clients, strict=True)
        return await asyncio.gather(*(lint(tools, s, client=c) for s, c in pairs))

    for n, result in enumerate(run(everybody(), timeout=60)):
        seen = json.dumps([result, clients[n].events])
        assert f"__users{n}__" in seen
        assert not [other for other in range(8) if other != n and f"__users{other}__" in seen]


def test_the_linter_runs_beside_the_server(
    tools: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    real = owui_lint.lint_source

    def lint_source(*args: Any, **kwargs: Any) -> Any:
        threads.add(threading.get_ident())
        return real(*args, **kwargs)

    monkeypatch.setattr(owui_lint, "lint_source", lint_source, raising=False)
    run(lint(tools, BAD))
    assert threads
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("call", [lint, fix])
def test_a_linter_that_breaks_is_told_and_ends_the_status(
    tools: Component, call: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RecursionError("deep inside")

    monkeypatch.setattr(owui_lint, "lint_source", broken, raising=False)
    client = Client()
    result = run(call(tools, BAD, client=client))
    assert result == {"error": "The linter failed; the server's log says why."}
    assert client.statuses[-1] == result["error"]
    assert client.finished
    assert "deep inside" in caplog.text


@pytest.mark.parametrize("call", [lint, fix])
def test_a_call_that_is_stopped_ends_its_status(
    tools: Component, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(owui_lint, "lint_source", lambda *_, **__: go_on.wait(5), raising=False)
    client = Client()

    async def stop() -> None:
        await stopped(call(tools, BAD, client=client), client)
        go_on.set()

    run(stop())
    assert client.statuses[-1] == "Stopped."
    assert client.finished


def test_the_model_is_not_flooded_with_findings(tools: Component) -> None:
    source = "class Tools:\n" + "".join(
        f"    def m{n}(self, a: str) -> str:\n        return a\n" for n in range(200)
    )
    client = Client()
    result = run(lint(tools, source, client=client))
    total = len(owui_lint.lint_source(source))
    assert total > 100
    assert len(result["findings"]) == 50
    assert (
        result["more"] == f"Findings not listed: {total - 50}. Mend these first, then lint again."
    )
    assert f"{total - 50} more" in client.data("citation")[0]["document"][0]
    assert len(json.dumps(result)) < 20_000
    fixed = run(fix(tools, source))
    assert len(fixed["findings"]) == 50
    assert "more" in fixed


def test_one_call_at_a_time_has_the_linter(
    tools: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[int] = []
    real = owui_lint.lint_source

    def lint_source(*args: Any, **kwargs: Any) -> Any:
        running.append(1)
        assert len(running) == 1
        found = real(*args, **kwargs)
        running.pop()
        return found

    monkeypatch.setattr(owui_lint, "lint_source", lint_source, raising=False)

    async def everybody() -> list[dict[str, Any]]:
        return await asyncio.gather(*(lint(tools, BAD) for _ in range(8)))

    assert all("findings" in result for result in run(everybody()))
