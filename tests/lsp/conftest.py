"""Servers that many tests share: each test has a document of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.lsp.editing import Client, Document, session, vscode


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client() -> AsyncIterator[Client]:
    """A server for an editor that pulls, like VS Code."""
    async with session(vscode()) as client:
        yield client


@pytest.fixture
def uri(tmp_path: Path) -> str:
    """The address of a file that no other test has."""
    return (tmp_path / "words.py").as_uri()


@pytest.fixture
def document(client: Client, uri: str) -> Document:
    """The component, open in the editor."""
    return Document(client, uri)
