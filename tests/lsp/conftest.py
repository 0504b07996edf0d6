"""Servers that many tests share: each test has a document of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.lsp.editing import Client, Document, session, vscode


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client() -> AsyncIterator[Client]:
    """A server for an editor that pulls, like VS Code."""
    async with session(vscode()) as client:
        yield client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def modest() -> AsyncIterator[Client]:
    """A server for an editor that counts bytes, takes commands alone, and shows plain text.

    It is set to an older release, too.
    """
    capabilities = vscode(encoding="utf-8")
    assert capabilities.text_document is not None
    assert capabilities.window is not None
    plain = types.HoverClientCapabilities(content_format=[types.MarkupKind.PlainText])
    capabilities.text_document.hover = plain
    capabilities.text_document.code_action = types.CodeActionClientCapabilities()
    capabilities.text_document.publish_diagnostics = types.PublishDiagnosticsClientCapabilities()
    capabilities.window.show_document = None
    older = {"targetVersion": "0.6.5"}
    async with session(capabilities, initialization_options=older) as client:
        yield client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def plain() -> AsyncIterator[Client]:
    """A server for an editor that says nothing of itself: it has findings pushed."""
    async with session(types.ClientCapabilities()) as client:
        yield client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def roots(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Client, tuple[Path, Path]]]:
    """An editor with two workspace folders, which began with a setting and counts code points."""
    one, two = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    started = {"initialization_options": {"settings": {"ignore": ["OWU106"]}}}
    async with session(vscode(encoding="utf-32"), [one, two], **started) as client:
        yield client, (one, two)


@pytest.fixture
def uri(tmp_path: Path) -> str:
    """The address of a file that no other test has."""
    return (tmp_path / "words.py").as_uri()


@pytest.fixture
def document(client: Client, uri: str) -> Document:
    """The component, open in the editor."""
    return Document(client, uri)
