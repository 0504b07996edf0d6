"""What is set: in the editor, for all folders and for one; in configuration files; and taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.lsp.editing import COMPONENT, Client, Document

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _set(client: Client, settings: Any) -> None:
    """Change a setting as VS Code does: tell that something changed, and answer when asked."""
    client.set_configuration(settings, section="owui-lint")
    asked = client.diagnostic_refresh_count
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await _until(lambda: client.diagnostic_refresh_count > asked)


async def _until(condition: Any) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about")


async def test_settings_come_and_go(roots: tuple[Client, Any], tmp_path: Path) -> None:
    client, _ = roots
    document = Document(client, (tmp_path / "words.py").as_uri())
    assert {"OWU401", "OWU402"} <= set(await document.codes())
    assert "OWU106" not in await document.codes()
    await _set(client, {"ignore": ["OWU401"], "minSeverity": "warning"})
    codes = await document.codes()
    assert "OWU401" not in codes
    assert "OWU106" not in codes
    await _set(client, {"ignore": [], "minSeverity": ""})
    assert {"OWU401", "OWU106"} <= set(await document.codes())  # what came first is cleared too
    await _set(client, {"ignore": ["OWU4"], "profile": "tempalte"})
    codes = await document.codes()
    assert "OWU401" not in codes
    assert "OWU106" in codes
    assert "`tempalte`" in client.messages[-1].message
    await _set(client, None)
    codes = await document.codes()
    assert "OWU401" in codes
    assert "OWU106" not in codes


async def test_settings_that_are_sent(client: Client, uri: str) -> None:
    document = Document(client, uri)
    for sent, hidden in (({"owui-lint": {"ignore": ["OWU401"]}}, True), ({"owui-lint": {}}, False)):
        client.workspace_did_change_configuration(types.DidChangeConfigurationParams(sent))
        assert ("OWU401" not in await document.codes()) is hidden


async def test_two_roots(roots: tuple[Client, Any]) -> None:
    """Each has its configuration file and its settings of the editor; those of the editor come first."""
    client, (one, two) = roots
    first, second = (Document(client, (root / "words.py").as_uri()) for root in (one, two))
    assert "OWU402" in await first.codes()
    (one / "pyproject.toml").write_text('[tool.owui-lint]\nprofile = "host"\n')
    (two / "setup.cfg").write_text("[flake8]\nextend-ignore = OWU401\n")
    event = types.FileEvent((one / "pyproject.toml").as_uri(), types.FileChangeType.Created)
    assert types.WORKSPACE_DID_CHANGE_WATCHED_FILES in client.registered
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert await first.codes() == ["OWU401"]
    assert await second.codes() == ["OWU402"]
    client.set_configuration({"profile": "host"}, section="owui-lint", scope_uri=two.as_uri())
    await _set(client, {"profile": "template"})
    assert {"OWU401", "OWU402"} <= set(await first.codes())
    assert await second.codes() == []
    client._configuration.pop(two.as_uri())
    await _set(client, None)


async def test_folders_come_and_go(roots: tuple[Client, Any], tmp_path: Path) -> None:
    """The settings of a folder hold from when it is one of the workspace."""
    client, _ = roots
    third = types.WorkspaceFolder(tmp_path.as_uri(), "third")
    client.set_configuration({"ignore": ["OWU401"]}, section="owui-lint", scope_uri=third.uri)
    document = Document(client, (tmp_path / "words.py").as_uri())
    assert "OWU401" in await document.codes()
    for event, hidden in (
        (types.WorkspaceFoldersChangeEvent([third], []), True),
        (types.WorkspaceFoldersChangeEvent([], [third]), False),
    ):
        asked = client.diagnostic_refresh_count
        params = types.DidChangeWorkspaceFoldersParams(event)
        client.workspace_did_change_workspace_folders(params)
        await _until(lambda asked=asked: client.diagnostic_refresh_count > asked)
        await asyncio.sleep(0.1)
        assert ("OWU401" not in await document.codes()) is hidden


async def test_a_broken_configuration_is_said_once(client: Client, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.owui-lint]\nprofil = "strict"\n')
    document = Document(client, (tmp_path / "words.py").as_uri())
    said = len(client.messages)
    assert await document.pull() == []
    document.change("\n", 12, 0, 12, 0)
    assert await document.pull() == []
    (message,) = client.messages[said:]
    assert "did you mean `profile`?" in message.message
    (tmp_path / "pyproject.toml").write_text("")
    document.change("\n", 12, 0, 12, 0)
    assert "OWU401" in await document.codes()


async def test_baseline_and_least_severity_of_the_files(client: Client, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.owui-lint]\nbaseline = "known.json"\nmin-severity = "error"\n'
    )
    known = {
        "path": "words.py",
        "entry": "",
        "code": "OWU401",
        "message": "`__event_emitter__(…)` is not awaited, so the event is never sent",
        "line": COMPONENT.splitlines()[10].strip(),
        "count": 1,
    }
    import json

    stored = {"tool": "owui-lint", "version": 1, "findings": [known]}
    (tmp_path / "known.json").write_text(json.dumps(stored))
    document = Document(client, (tmp_path / "words.py").as_uri())
    assert await document.codes() == []
    document.change(COMPONENT.replace('"Words"', "").replace("return body", "return None"))
    assert await document.codes() == ["OWU312"]


async def test_excluded_files_are_left_alone(client: Client, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.owui-lint]\nextend-exclude = ["words.py"]\n')
    assert await Document(client, (tmp_path / "words.py").as_uri()).pull() == []
