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
import time
import types
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.components.host import Client, Component, load, person
from tests.components.real_host import answer

METHODS = ("insert_new_memory", "get_memories_by_user_id")
CALLED = {
    "open_webui.events": ["publish_event"],
    "open_webui.routers.memories": [
        "check_memories_permission",
        "upsert_memory_vectors_or_reindex",
    ],
}
DEFAULTS: dict[str, Any] = {
    "memories.enable": True,
    "user.permissions": {"features": {"memories": True}},
}


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


class HTTPException(Exception):  # noqa: N818 - the host's name
    """What the host's routes answer with."""


@dataclass
class RecordedRouter:
    """The functions that the action calls beside the model, as in 0.11.2 to 0.12.4."""

    config: dict[str, Any] = field(default_factory=lambda: dict(DEFAULTS))
    upserts: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    published: list[dict[str, Any]] = field(default_factory=list)

    async def check_memories_permission(self, user: Any) -> None:
        """Refuse everybody where memories are off, and all but administrators by permission."""
        allowed = user.role == "admin" or self.config["user.permissions"]["features"]["memories"]
        if not self.config["memories.enable"] or not allowed:
            raise HTTPException

    async def upsert_memory_vectors_or_reindex(
        self, request: Any, user: Any, items: list[dict[str, Any]]
    ) -> None:
        """Record one call."""
        self.upserts.append((user.id, items))

    async def publish_event(
        self,
        request_or_app: Any,
        event: str,
        *,
        actor: Any = None,
        subject_id: Any = None,
        subject_type: str | None = None,
        source: str = "api",
        data: dict[str, Any] | None = None,
        message: str | None = None,
    ) -> None:
        """Record one event."""
        subject = {"type": "memory", "id": subject_id}
        self.published.append({"event": event, "actor": actor.id, "subject": subject, "data": data})


def recorded_host() -> tuple[dict[str, types.ModuleType], RecordedMemories, RecordedRouter]:
    """Return the modules that the action imports from the host, with recorded contents."""
    memories, router = RecordedMemories(), RecordedRouter()

    class Users:
        @staticmethod
        async def get_user_by_id(id: str, db: Any = None) -> Any:  # noqa: A002 - the host's name
            return None if id == "u-gone" else types.SimpleNamespace(id=id, role="user")

    contents: dict[str, dict[str, Any]] = {
        "fastapi": {"HTTPException": HTTPException},
        "open_webui": {},
        "open_webui.config": {"RAG_EMBEDDING_CONTENT_PREFIX": "passage: "},
        "open_webui.events": {
            "EVENTS": types.SimpleNamespace(MEMORY_CREATED="memory.created"),
            "publish_event": router.publish_event,
        },
        "open_webui.models": {},
        "open_webui.models.memories": {"Memories": memories},
        "open_webui.models.users": {"Users": Users},
        "open_webui.routers": {},
        "open_webui.routers.memories": {
            name: getattr(router, name) for name in CALLED["open_webui.routers.memories"]
        },
    }
    modules = {}
    for name, attributes in contents.items():
        modules[name] = types.ModuleType(name)
        modules[name].__dict__.update(attributes)
    return modules, memories, router


def signatures(memories: Any, modules: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """Return name, default and kind of each parameter of what the action calls."""
    called = {name: getattr(memories, name) for name in METHODS}
    for module, names in CALLED.items():
        called |= {name: getattr(modules[module], name) for name in names}
    return {
        name: [
            [p.name, p.default is not p.empty, p.kind.name]
            for p in inspect.signature(function).parameters.values()
        ]
        + [["coroutine", inspect.iscoroutinefunction(function), ""]]
        for name, function in called.items()
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
        [["info", "Nothing was saved: 12 characters are more than the 10 allowed."]],
        {"input": "123456789012"},
        ["input"],
        valves=TEN,
    ),
    Case("just fits", "1234567890", [["1234567890", "user"]], [SAVED], valves={**TEN, **OFF}),
    Case(
        "known",
        "i LIKE tea",
        [["I like tea", "context"]],
        [["info", "This is already in your memories."]],
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
SWITCHED_OFF = [["info", "Nothing was saved: memories are switched off here."]]
REFUSED: dict[str, tuple[dict[str, Any], Case]] = {
    "off": ({"memories.enable": False}, Case("off", "Tea", [], SWITCHED_OFF, valves=OFF)),
    "not for them": (
        {"user.permissions": {"features": {"memories": False}}},
        Case("not for them", "Tea", [], SWITCHED_OFF, valves=OFF),
    ),
}
"""Cases that the host's own settings decide, with these settings."""


async def play(action: Component, memories: Any, case: Case, request: Any = None) -> dict[str, Any]:
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
        __request__=request,
    )
    rows = await memories.get_memories_by_user_id(user_id)
    return {
        "name": case.name,
        "result": result,
        "memories": [[row.content, row.type] for row in rows],
        "notifications": [list(n) for n in client.notifications],
        "asked": [call["type"] for call in client.calls],
    }


async def embed(text: Any, prefix: str | None = None, user: Any = None) -> list[Any]:
    """Stand in for an embedding model; the host's re-indexing gives it many texts at once."""
    return [[1.0, 2.0] for _ in text] if isinstance(text, list) else [1.0, 2.0]


@dataclass
class OtherVectors:
    """A store of vectors that were made by another embedding model than the host has now."""

    calls: list[Any] = field(default_factory=list)

    def upsert(self, collection_name: str, items: list[dict[str, Any]]) -> None:
        """Refuse the first, with words such as the stores use."""
        self.calls.append([collection_name, [item["id"] for item in items]])
        if len(self.calls) == 1:
            raise ValueError("Collection expecting embedding with dimension of 3, got 2")

    def delete_collection(self, collection_name: str) -> None:
        """Forget what there was."""
        self.calls.append("deleted")


def request_with(embedding: Any) -> Any:
    """Return a `__request__` that leads to an embedding model."""
    state = types.SimpleNamespace(EMBEDDING_FUNCTION=embedding)
    return types.SimpleNamespace(app=types.SimpleNamespace(state=state))


async def play_on_host() -> dict[str, Any]:
    """Play everything on the real host; return outcomes and what became of one memory beyond."""
    memories = importlib.import_module("open_webui.models.memories").Memories
    action = load("memory_action.py")
    modules = {name: importlib.import_module(name) for name in CALLED}
    events = importlib.import_module("open_webui.events")
    users = importlib.import_module("open_webui.models.users").Users
    config = importlib.import_module("open_webui.models.config").Config
    vectors = OtherVectors()
    client = importlib.import_module("open_webui.retrieval.vector.async_client")
    client.ASYNC_VECTOR_DB_CLIENT._sync = vectors  # this light host has no store
    everyone = [*CASES, *(case for _, case in REFUSED.values())]
    for name in ["beyond", *(case.name for case in everyone)]:
        await users.insert_new_user(f"u-{name}", name, f"{name}@localhost", role="user")
    outcomes = await play_all(action, memories)
    published: list[Any] = []

    class Sink:
        @staticmethod
        async def handle_event(app: Any, event: Any, request: Any = None) -> None:
            published.append(event.model_dump())

    events.EVENT_SINKS[:] = [Sink]
    beyond = Case("beyond", "I like tea", [], [], valves=OFF)
    await play(action, memories, beyond, request_with(embed))
    [row] = await memories.get_memories_by_user_id("u-beyond")
    for settings, case in REFUSED.values():
        await config.upsert({**DEFAULTS, **settings})
        outcomes.append(await play(action, memories, case))
    return {
        "signatures": signatures(memories, modules),
        "outcomes": outcomes,
        "beyond": {"row": row.model_dump(), "published": published, "index": vectors.calls},
    }


async def play_all(action: Component, memories: Any) -> list[dict[str, Any]]:
    """Play all cases at once on the one instance and report each."""
    return await asyncio.gather(*(play(action, memories, case) for case in CASES))


if __name__ == "__main__":
    answer(play_on_host)
