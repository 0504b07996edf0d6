"""A chat as the host keeps it, for the action that redacts messages.

`python -m tests.components.chats` in the environment of an installed Open WebUI presses the button
in a chat of the host's real `Chats` model (SQLite) and prints what it answers as JSON. Without a
host the chat is in `RecordedChats`, whose signatures the real run holds against its own.
"""

from __future__ import annotations

import importlib
import inspect
import json
import types
from typing import Any

from tests.components.host import Client, load, person
from tests.components.real_host import answer

METHODS = (
    "get_chat_by_id_and_user_id",
    "get_message_by_id_and_message_id",
    "update_chat_title_by_id",
)
MAIL = "ada@lovelace.dev"
IMAGE = "data:image/png;base64,iVBORw0KGgo/AKIAABCDEFGHIJKLMNOP/Jggg=="
"""Bytes that have the look of a key."""
MESSAGE: dict[str, Any] = {
    "id": "m2",
    "parentId": "m1",
    "childrenIds": [],
    "role": "assistant",
    "content": f"Write to {MAIL}.",
    "model": "m",
    "done": True,
    "timestamp": 1795418748,
    "statusHistory": [{"description": f"Searching for {MAIL}", "done": True}],
    "sources": [{"source": {"name": "Book"}, "document": [f"Ada, {MAIL}"], "metadata": []}],
    "output": [
        {
            "type": "reasoning",
            "id": "r_1",
            "content": [{"type": "output_text", "text": f"They want {MAIL}."}],
        },
        {
            "type": "function_call",
            "call_id": "call_0123456789",
            "name": "find",
            "arguments": json.dumps({"mail": MAIL}),
        },
        {
            "type": "function_call_output",
            "call_id": "call_0123456789",
            "output": [
                {"type": "input_text", "text": f"1: {MAIL}"},
                {"type": "input_image", "image_url": IMAGE},
            ],
        },
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "content": [{"type": "output_text", "text": f"Write to {MAIL}."}],
        },
    ],
}
"""An answer with everything in which the host keeps text."""
USER = {"id": "m1", "parentId": None, "childrenIds": ["m2"], "role": "user", "content": "Who?"}
TITLE = f"About {MAIL}"
CHAT = {"title": TITLE, "history": {"currentId": "m2", "messages": {"m1": USER, "m2": MESSAGE}}}
BODY: dict[str, Any] = {
    "model": "m",
    "chat_id": "c1",
    "session_id": "s",
    "id": "m2",
    "messages": [{"id": "m2", "role": "assistant", "content": MESSAGE["content"]}],
}


class RecordedChats:
    """One chat of the user `u1`, with the signatures of `open_webui.models.chats` since 0.9.0."""

    def __init__(self) -> None:
        """Start with no title changed."""
        self.titles: dict[str, str] = {}

    async def get_chat_by_id_and_user_id(
        self,
        id: str,  # noqa: A002 - the host's name
        user_id: str,
        db: Any = None,
    ) -> Any:
        """Return the chat, if it is theirs."""
        chat = types.SimpleNamespace(id=id, title=TITLE)
        return chat if (id, user_id) == ("c1", "u1") else None

    async def update_chat_title_by_id(
        self,
        id: str,  # noqa: A002 - the host's name
        title: str,
    ) -> Any:
        """Set the title."""
        self.titles[id] = title

    async def get_message_by_id_and_message_id(
        self,
        id: str,  # noqa: A002 - the host's name
        message_id: str,
    ) -> dict[str, Any] | None:
        """Return a message, whoever asks."""
        messages: dict[str, Any] = {"m1": USER, "m2": MESSAGE} if id == "c1" else {}
        return messages.get(message_id)


def recorded_chats(chats: RecordedChats | None = None) -> dict[str, types.ModuleType]:
    """Return the modules that the action imports from the host, with recorded contents."""
    modules = {
        name: types.ModuleType(name)
        for name in ("open_webui", "open_webui.models", "open_webui.models.chats")
    }
    vars(modules["open_webui.models.chats"])["Chats"] = chats or RecordedChats()
    return modules


def signatures(chats: Any) -> dict[str, list[str]]:
    """Return the parameters of the methods the action calls, and whether they are awaited."""
    methods = {name: getattr(chats, name) for name in METHODS}
    return {
        name: [*inspect.signature(m).parameters, str(inspect.iscoroutinefunction(m))]
        for name, m in methods.items()
    }


async def press_as(user_id: str) -> Any:
    """Press the button as somebody; return the changed message."""
    client = Client(answers={"confirmation": True})
    result = await load("action.py").call("action", BODY, client=client, user=person(user_id))
    return result["messages"][0]


async def play_on_host() -> dict[str, Any]:
    """Press it in the real host, as the chat's owner and as somebody else."""
    users = importlib.import_module("open_webui.models.users").Users
    models = importlib.import_module("open_webui.models.chats")
    chats, form = models.Chats, models.ChatForm
    for name in ("u1", "u2"):
        await users.insert_new_user(name, name, f"{name}@localhost", role="admin")
    await chats.insert_new_chat("c1", "u1", form(chat=CHAT))
    pressed = {name: await press_as(name) for name in ("u2", "u1")}
    title = (await chats.get_chat_by_id("c1")).title
    return {**pressed, "title": title, "calls": signatures(chats)}


if __name__ == "__main__":
    answer(play_on_host)
