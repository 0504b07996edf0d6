"""The memory action's cases, and the two stores they run on.

`python -m tests.components.memories` in the environment of an installed Open WebUI plays the cases
on the host's real `Memories` model (SQLite, with the host's own migrations) and prints what became
of each as JSON. Without a host they run on `RecordedMemories`, which has the signatures of the real
one; the real run reports its own signatures, so that the recorded ones are held against them.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import os
import tempfile
import time
import types
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.components.host import Client, Component, load, person

METHODS = ("insert_new_memory", "get_memories_by_user_id")


@dataclass
class Memory:
    """A stored memory, with the fields of the host's `MemoryModel`."""

    user_id: str
    content: str
    type: str
    path: str | None = None
    meta: dict[str, Any] | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    created_at: int = field(default_factory=lambda: int(time.time()))
    updated_at: int = field(default_factory=lambda: int(time.time()))


class RecordedMemories:
    """A store in memory, with the signatures of `open_webui.models.memories` 0.10.0 to 0.12.4."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: list[Memory] = []

    async def insert_new_memory(
        self,
        user_id: str,
        content: str,
        memory_type: str | None = None,
        path: str | None = None,
        meta: dict[str, Any] | None = None,
        db: Any = None,
    ) -> Memory | None:
        """Store a memory; the user `u-none` stands for a store that gives nothing back."""
        await asyncio.sleep(0.01)
        if user_id == "u-broken":
            raise OSError("disk full")
        if user_id == "u-none":
            return None
        kind = "user" if memory_type == "user" else "context"
        memory = Memory(user_id, content, kind, path, meta)
        self.rows.append(memory)
        return memory

    async def get_memories_by_user_id(self, user_id: str, db: Any = None) -> list[Memory] | None:
        """Return a user's memories; the real one gives None when the database fails."""
        await asyncio.sleep(0.01)
        return None if user_id == "u-none" else [m for m in self.rows if m.user_id == user_id]


class VectorClient:
    """Records what is upserted, in the place of the host's `ASYNC_VECTOR_DB_CLIENT`."""

    def __init__(self) -> None:
        """Start empty."""
        self.upserts: list[tuple[str, list[dict[str, Any]]]] = []

    async def upsert(self, collection_name: str, items: list[dict[str, Any]]) -> None:
        """Record one call."""
        self.upserts.append((collection_name, items))


def recorded_host() -> tuple[dict[str, types.ModuleType], RecordedMemories, VectorClient]:
    """Return the modules that the action imports from the host, with recorded contents."""
    memories, vectors = RecordedMemories(), VectorClient()

    class Users:
        @staticmethod
        async def get_user_by_id(id: str, db: Any = None) -> str:  # noqa: A002 - the host's name
            return f"model of {id}"

    contents: dict[str, dict[str, Any]] = {
        "open_webui": {},
        "open_webui.config": {"RAG_EMBEDDING_CONTENT_PREFIX": "passage: "},
        "open_webui.models": {},
        "open_webui.models.memories": {"Memories": memories},
        "open_webui.models.users": {"Users": Users},
        "open_webui.retrieval": {},
        "open_webui.retrieval.vector": {},
        "open_webui.retrieval.vector.async_client": {"ASYNC_VECTOR_DB_CLIENT": vectors},
    }
    modules = {}
    for name, attributes in contents.items():
        modules[name] = types.ModuleType(name)
        modules[name].__dict__.update(attributes)
    return modules, memories, vectors


def signatures(memories: Any) -> dict[str, list[list[Any]]]:
    """Return name, default and kind of each parameter of the methods the action calls."""
    return {
        name: [
            [p.name, p.default is not p.empty, p.kind.name]
            for p in inspect.signature(getattr(memories, name)).parameters.values()
        ]
        + [["coroutine", inspect.iscoroutinefunction(getattr(memories, name)), ""]]
        for name in METHODS
    }


@dataclass
class Case:
    """One press of the button, by a person of its own, and what is to become of it."""

    name: str
    text: str
    memories: list[list[str]]
    notifications: list[list[str]]
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lost: bool = False
    valves: dict[str, Any] = field(default_factory=dict)
    user_valves: dict[str, Any] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)


SAVED = ["success", "Added to your memories."]
UNSAVED = ["info", "Nothing was saved."]
LONG = "I like long texts. " * 40
TEN = {"MAX_MEMORY_LENGTH": 10}
OFF = {"CONFIRMATION_REQUIRED": False}
ASKED = ["confirmation"]
BOTH = ["input", "confirmation"]

CASES = [
    Case("yes", "I like tea", [["I like tea", "user"]], [SAVED], {"confirmation": True}, ASKED),
    Case("no", "I like tea", [], [UNSAVED], {"confirmation": False}, ASKED),
    Case("truthy", "I like tea", [], [UNSAVED], {"confirmation": {"yes": 1}}, ASKED),
    Case("lost", "I like tea", [], [UNSAVED], {}, ASKED, lost=True),
    Case("lost, no text", "", [], [UNSAVED], {}, ["input"], lost=True),
    Case("unasked", "I like tea", [["I like tea", "user"]], [SAVED], valves=OFF),
    Case("lost, unasked", "Tea", [["Tea", "user"]], [SAVED], lost=True, valves=OFF),
    Case(
        "context",
        "I like tea",
        [["I like tea", "context"]],
        [SAVED],
        valves=OFF,
        user_valves={"KIND": "context"},
    ),
    Case(
        "typed",
        "",
        [["My cat is Ada", "user"]],
        [SAVED],
        {"input": " My cat is Ada\n", "confirmation": True},
        BOTH,
    ),
    Case("cancelled", "", [], [UNSAVED], {"input": False}, ["input"]),
    Case("nothing typed", "", [], [UNSAVED], {"input": "  "}, ["input"]),
    Case(
        "shortened",
        LONG,
        [["Long", "user"]],
        [SAVED],
        {"input": "Long", "confirmation": True},
        BOTH,
    ),
    Case(
        "still too long",
        "12345678901",
        [],
        [["info", "Nothing was saved: 12 of 10 characters."]],
        {"input": "123456789012"},
        ["input"],
        valves=TEN,
    ),
    Case("just fits", "1234567890", [["1234567890", "user"]], [SAVED], valves={**TEN, **OFF}),
    Case(
        "known",
        "i LIKE tea",
        [["I like tea", "context"]],
        [["info", "This is among your memories already."]],
        known=["I like tea"],
    ),
    Case(
        "thoughts",
        '<details type="reasoning"><summary>Thought</summary>Hm</details>\nTea is <b>fine</b>',
        [["Tea is <b>fine</b>", "user"]],
        [SAVED],
        valves=OFF,
    ),
]


async def play(action: Component, memories: Any, case: Case) -> dict[str, Any]:
    """Press the button once as a person of the case's own name; return what became of it."""
    user_id = f"u-{case.name}"
    for text in case.known:
        await memories.insert_new_memory(user_id, text)
    client = Client(answers=case.answers, lost=case.lost)
    messages = [{"id": "m0", "content": "Other"}, {"id": "m1", "content": case.text}]
    result = await action.call(
        "action",
        {"model": "m", "chat_id": "c", "session_id": "s", "id": "m1", "messages": messages},
        client=client,
        user=person(user_id),
        valves=case.valves,
        user_valves=case.user_valves,
    )
    rows = await memories.get_memories_by_user_id(user_id)
    return {
        "name": case.name,
        "result": result,
        "memories": [[row.content, row.type] for row in rows],
        "notifications": [list(n) for n in client.notifications],
        "asked": [call["type"] for call in client.calls],
    }


async def play_all(action: Component, memories: Any) -> list[dict[str, Any]]:
    """Play all cases at once on the one instance and report each."""
    return await asyncio.gather(*(play(action, memories, case) for case in CASES))


def main() -> None:
    """Play the cases on the real host this Python has and print what became of them."""
    with tempfile.TemporaryDirectory() as directory:
        settings = {
            "DATA_DIR": directory,
            "DATABASE_URL": f"sqlite:///{directory}/webui.db",
            "FROM_INIT_PY": "true",
            "OFFLINE_MODE": "true",
            "USE_SLIM_DOCKER": "true",
            "WEBUI_SECRET_KEY": "only-for-this-run",
            "GLOBAL_LOG_LEVEL": "CRITICAL",
        }
        os.environ.update(settings)
        answers = os.fdopen(os.dup(1), "w")  # the host prints and logs to standard output
        os.dup2(2, 1)
        # Imported by name: only the host's own environment has these modules. The first makes the
        # database, with the host's migrations.
        importlib.import_module("open_webui.config")
        memories = importlib.import_module("open_webui.models.memories").Memories
        outcomes = asyncio.run(play_all(load("memory_action.py"), memories))
        json.dump({"outcomes": outcomes, "signatures": signatures(memories)}, answers)
        answers.flush()


if __name__ == "__main__":
    main()
