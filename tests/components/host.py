"""What Open WebUI does with a component, small enough to run inside a test.

Source of each step: Open WebUI 0.12.4. Loading: `utils/plugin.py`; keyword injection:
`functions.py` (pipe), `utils/filter.py`, `utils/actions.py`, `events.py` and `utils/tools.py`;
answers of a browser: `socket/main.py`. Pipelines are loaded and called as `main.py` of
open-webui/pipelines does.

    pipe = load("gemini_manifold_pipe.py")
    client = Client()
    text = await reply(await pipe.call("pipe", body, client=client, valves={"API_KEY": "…"}))

One `Component` stands for the one instance a server shares between all its users, so a test of
concurrency calls the same `Component` from several tasks. A recorded event must be JSON, as the
socket demands.
"""

from __future__ import annotations
import __future__

import asyncio
import copy
import importlib.util
import inspect
import json
import re
import sys
import types
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import BaseModel

T = TypeVar("T")

COMPONENTS = Path(__file__).resolve().parents[2] / "components"

LOST = {"error": "Client session disconnected."}
"""The answer to `__event_call__` when the browser tab is gone (since 0.9.3)."""

REWRITTEN = {
    "from utils": "from open_webui.utils",
    "from apps": "from open_webui.apps",
    "from main": "from open_webui.main",
    "from config": "from open_webui.config",
}
KINDS = {"Pipe": "pipe", "Filter": "filter", "Action": "action", "Event": "event"}

_EVERYWHERE = {"__user__", "__request__", "__event_emitter__", "__event_call__"}
_FILTER = _EVERYWHERE | {"__metadata__", "__model__", "__id__"}
_CHAT = {"__chat_id__", "__message_id__", "__oauth_token__"}
INJECTED: dict[str, set[str]] = {
    "pipes": set(),
    "pipe": _EVERYWHERE
    | _CHAT
    | {"__metadata__", "__session_id__", "__files__", "__tools__", "__task__", "__task_body__"},
    "inlet": _FILTER | _CHAT,
    "request": _FILTER | _CHAT,
    "stream": _FILTER | _CHAT,
    "outlet": _FILTER,
    "action": _EVERYWHERE | {"__model__", "__id__"},
    "event": {"__id__", "__event__", "__event_id__", "__event_name__", "__app__", "__request__"},
    "tool": _FILTER | _CHAT | {"__files__", "__messages__"},
}
"""Names the host passes to an entry point that declares them, by entry point."""
SOMETIMES = {"__features__", "__body__"}
"""Names that only some calls pass; a test that wants one names it."""


@dataclass
class Client:
    """One browser tab of one user: records what it is sent and answers what it is asked.

    `answers` maps an event type to its answer, or to a list of answers used up one by one.
    `lost=True` is a tab that was closed: every question is answered with `LOST`.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    lost: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)

    async def emitter(self, event: dict[str, Any]) -> None:
        """Stand in for `__event_emitter__`."""
        await asyncio.sleep(0)
        self.events.append(json.loads(json.dumps(event)))

    async def call(self, event: dict[str, Any]) -> Any:
        """Stand in for `__event_call__`; a type no browser answers fails the test, not hangs it."""
        await asyncio.sleep(0)
        self.calls.append(json.loads(json.dumps(event)))
        kind = event["type"]
        if kind not in ("confirmation", "input", "execute"):
            raise AssertionError(f"`{kind}` through `__event_call__` is never answered")
        if self.lost:
            return dict(LOST)
        answer = self.answers[kind]
        return answer.pop(0) if isinstance(answer, list) else answer

    def data(self, kind: str) -> list[Any]:
        """Return the `data` of every recorded event of a type, in order."""
        return [event.get("data") for event in self.events if event["type"] == kind]

    @property
    def statuses(self) -> list[str]:
        """The descriptions of the recorded statuses, in order."""
        return [data["description"] for data in self.data("status")]

    @property
    def finished(self) -> bool:
        """Whether the last recorded status stops the shimmer in the chat."""
        statuses = self.data("status")
        return not statuses or statuses[-1].get("done") is not False

    @property
    def notifications(self) -> list[tuple[str, str]]:
        """The recorded notifications as (type, content)."""
        return [(data["type"], data["content"]) for data in self.data("notification")]


def person(user_id: str = "u1", **more: Any) -> dict[str, Any]:
    """Return a `__user__` dict as the host passes it (a dumped `UserModel`, dates included)."""
    return {
        "id": user_id,
        "name": f"User {user_id}",
        "email": f"{user_id}@localhost",
        "role": "user",
        "date_of_birth": date(1990, 1, 1),
        **more,
    }


@dataclass
class Component:
    """A loaded component: one module, one shared instance."""

    module: types.ModuleType
    instance: Any
    kind: str
    header: dict[str, str]

    async def call(
        self,
        entry: str,
        payload: Any = None,
        *,
        client: Client | None = None,
        user: dict[str, Any] | None = None,
        valves: Mapping[str, Any] | None = None,
        user_valves: Mapping[str, Any] | None = None,
        **extra: Any,
    ) -> Any:
        """Call an entry point as the host does and return its result.

        Args:
            entry: Name of the hook, or of the tool method.
            payload: The body (or event); for a tool, the arguments chosen by the model, by name.
            client: The tab behind `__event_emitter__` and `__event_call__`; without, both are None.
            user: The `__user__` dict.
            user_valves: What the user saved; an instance of `UserValves` made of it goes into `user`.
            valves: What the administrator saved; each call gets a fresh `Valves` made of it.
            extra: Further injected names, such as `__request__` or `__model__`.
        """
        handler = getattr(self.instance, entry)
        available = self._injected(entry, client, user, user_valves, extra)
        if hasattr(self.instance, "valves") and hasattr(self.instance, "Valves"):
            self.instance.valves = self.instance.Valves(**(valves or {}))
        parameters = inspect.signature(handler).parameters
        everything = self.kind == "event" and any(
            p.kind is p.VAR_KEYWORD for p in parameters.values()
        )
        passed = {k: v for k, v in available.items() if everything or k in parameters}
        if self.kind == "tools":
            passed.update(_coerced(handler, payload or {}))
        elif self.kind != "event" and entry != "pipes":
            passed["event" if entry == "stream" else "body"] = payload
        elif everything or (self.kind == "event" and "event" in parameters):
            passed["event"] = payload
        result = handler(**passed)
        return await result if inspect.iscoroutinefunction(handler) else result

    def _injected(
        self,
        entry: str,
        client: Client | None,
        user: dict[str, Any] | None,
        user_valves: Mapping[str, Any] | None,
        extra: Mapping[str, Any],
    ) -> dict[str, Any]:
        names = INJECTED["tool" if self.kind == "tools" else entry]
        unknown = set(extra) - names - SOMETIMES
        if unknown:
            raise AssertionError(f"The host passes no {sorted(unknown)} to `{entry}`")
        who = dict(user or person())
        if hasattr(self.instance, "UserValves"):
            who["valves"] = self.instance.UserValves(**(user_valves or {}))
        values: dict[str, Any] = dict.fromkeys(names)
        values.update(__id__=self.kind, __user__=who, __metadata__={})
        values.update(__files__=[], __messages__=[])
        if client is not None:
            values.update(__event_emitter__=client.emitter, __event_call__=client.call)
        values.update(extra)
        return {name: value for name, value in values.items() if name in names or name in extra}


def _coerced(handler: Callable[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Turn text into int and numbers into text where a tool's annotation asks for it."""
    hints = get_type_hints(handler)
    result = dict(copy.deepcopy(arguments))
    for name, value in result.items():
        wanted = {hints.get(name), *get_args(hints.get(name))} - {type(None)}
        if isinstance(value, str) and int in wanted and str not in wanted:
            result[name] = int(value)
        elif type(value) in (int, float) and wanted == {str}:
            result[name] = str(value)
    return result


def read_header(text: str) -> dict[str, str]:
    """Return the header as the host reads it: empty unless line 1 is exactly three quotes."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != '"""':
        return {}
    header: dict[str, str] = {}
    for line in lines[1:]:
        if '"""' in line:
            break
        if match := re.match(r"\s*([a-z_]+):\s*(.*)\s*$", line, re.IGNORECASE):
            header[match[1]] = match[2].strip()
    return header


def load(name: str | Path) -> Component:
    """Load a component (a name in `components/` or a path) as Open WebUI or Pipelines does.

    Raises:
        LookupError: The file holds no class the host looks for.
    """
    path = COMPONENTS / name
    text = path.read_text(encoding="utf-8")
    header = read_header(text)
    if "class Pipeline" in text:
        return _load_pipeline(path, header)
    for old, new in REWRITTEN.items():
        text = text.replace(old, new)
    module = types.ModuleType(f"function_{path.stem}_{uuid.uuid4().hex}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        # The host's exec of a string inherits the host's own future annotations since 0.9.6.
        flags = __future__.annotations.compiler_flag
        exec(compile(text, "<string>", "exec", flags, dont_inherit=True), module.__dict__)
        if hasattr(module, "Tools"):
            return Component(module, module.Tools(), "tools", header)
        for class_name, kind in KINDS.items():
            if hasattr(module, class_name):
                return Component(module, getattr(module, class_name)(), kind, header)
    finally:
        sys.modules.pop(module.__name__, None)
    raise LookupError(f"No component class in {path.name}")


def _load_pipeline(path: Path, header: dict[str, str]) -> Component:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Component(module, module.Pipeline(), "pipeline", header)


async def run_pipeline(
    pipeline: Component,
    body: dict[str, Any],
    *,
    model_id: str = "pipeline",
    valves: Mapping[str, Any] | None = None,
) -> list[Any]:
    """Call a Pipeline's `pipe` in a worker thread, as its server does; return what it yields."""
    messages = body.get("messages", [])
    if valves is not None:
        pipeline.instance.valves = pipeline.instance.valves.__class__(**valves)
    last = next((m["content"] for m in reversed(messages) if m["role"] == "user"), "")

    def run() -> list[Any]:
        result = pipeline.instance.pipe(
            user_message=last, model_id=model_id, messages=messages, body=body
        )
        return list(result) if isinstance(result, Iterator) else [result]

    return await asyncio.to_thread(run)


async def pieces(result: Any) -> list[Any]:
    """Return what a pipe answered, piece by piece; a piece the host cannot send fails the test."""
    found: list[Any] = []
    if isinstance(result, AsyncIterator):
        found = [piece async for piece in result]
    elif isinstance(result, Iterator):
        found = list(result)
    else:
        found = [result]
    for piece in found:
        if not isinstance(piece, (str, bytes, dict, BaseModel)):
            raise AssertionError(f"The host cannot send {piece!r}")
    return found


async def reply(result: Any) -> str:
    """Return the text a user sees of a pipe's answer that consists of text alone."""
    return "".join([str(piece) for piece in await pieces(result)])


def run(coroutine: Awaitable[T], timeout: float = 30) -> T:
    """Run one coroutine to its end on a loop of its own, at most `timeout` seconds."""

    async def limited() -> T:
        return await asyncio.wait_for(coroutine, timeout)

    return asyncio.run(limited())
