"""
title: Mixture of Agents Pipeline
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Several models answer in parallel, in layers, and one combines their answers.
version: 1.0.0
license: MIT
"""

import asyncio
import contextlib
import json
import logging
import os
import queue
import random
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterable
from typing import Any, NamedTuple

import aiohttp
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

CHECK_SECONDS = 10.0
MARGIN = 1.0  # seconds of the time limit, a tenth at most, kept back for the way to the user
MAX_BYTES = 2**22
MAX_REFERENCE = 20_000  # characters of an agent's answer that the next layer sees
FORWARDED = ("temperature", "top_p", "stop", "seed", "max_tokens")
REFERENCES = (
    "Other assistants have answered the user's last message as follows. They may be wrong. Weigh"
    " their answers, correct them, and write the best answer you can, without mentioning them."
)

Item = str | dict[str, Any]  # a text of the answer, or an event
Box = queue.SimpleQueue[Item | None]
Message = dict[str, Any]
Answers = dict[str, str]
Slots = threading.BoundedSemaphore


class MixtureError(Exception):
    """Why there is no answer, in words for the user."""


FAILURES = (MixtureError, asyncio.TimeoutError, aiohttp.ClientError, OSError, ValueError)


class Provider(NamedTuple):
    """An OpenAI-compatible API, as one task uses it; `slots` are shared with all other tasks."""

    session: aiohttp.ClientSession
    base: str
    key: str
    slots: Slots

    async def models(self) -> set[str]:
        """Return the ids of the models on offer."""
        async with self.session.get(f"{self.base}/models") as response:
            body = b"\n".join([line async for line in lines_of(response)])
        try:
            return {str(model["id"]) for model in json.loads(body)["data"]}
        except (ValueError, KeyError, TypeError) as error:
            raise MixtureError("unreadable list of models") from error

    async def answer(self, request: Message) -> AsyncIterator[str]:
        """Yield an answer as it comes; in one piece if the provider streams none."""
        # Every task has its own loop, so the slots belong to none; and a thread that waits for
        # one could not be cancelled.
        while not self.slots.acquire(blocking=False):
            await asyncio.sleep(0.02)
        try:
            url = f"{self.base}/chat/completions"
            async with self.session.post(url, json={**request, "stream": True}) as response:
                lines = lines_of(response)
                if "text/event-stream" not in response.headers.get("Content-Type", ""):
                    yield self.text_of(b"\n".join([line async for line in lines]), "message")
                    return
                async for line in lines:
                    data = line.removeprefix(b"data:").strip()
                    if line.startswith(b"data:") and data != b"[DONE]":
                        yield self.text_of(data, "delta")
        finally:
            self.slots.release()

    async def whole_answer(self, request: Message) -> str:
        """Return an answer as a whole, without the model's thoughts."""
        text = "".join([piece async for piece in self.answer(request)])
        text = re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL).strip()
        if not text:
            raise MixtureError("empty answer")
        return text

    def text_of(self, data: bytes, part: str) -> str:
        """Return the text in a completion's first choice; `part` is `message` or `delta`."""
        try:
            answer = json.loads(data)
            if error := answer.get("error"):
                # Many providers repeat a wrong key.
                words = str(error).replace(self.key, "[key]") if self.key else str(error)
                log.warning("Provider reported an error: %.500s", words)
                raise MixtureError("the provider reported an error")
            choices = answer["choices"]
            # The last chunk of a stream may hold the usage alone.
            text = (choices[0].get(part) or {}).get("content") or "" if choices else ""
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise MixtureError("unreadable answer") from error
        if not isinstance(text, str):
            raise MixtureError("unreadable answer")
        return text


class Mixture:
    """One task; made for one request, so that nothing of it can reach another user."""

    _provider: Provider

    def __init__(self, valves: "Pipeline.Valves", slots: Slots, body: Message, box: Box) -> None:
        self._valves, self._slots = valves, slots
        turns = without_tools(body["messages"])
        self._system = [text_in(turn["content"]) for turn in turns if turn["role"] == "system"]
        self._turns = [turn for turn in turns if turn["role"] != "system"]
        self._options = {name: body[name] for name in FORWARDED if body.get(name) is not None}
        self._alone = not (body.get("stream") or valves.mix_unstreamed)
        self._started = time.monotonic()
        self._end = self._started + valves.task_timeout - min(MARGIN, valves.task_timeout / 10)
        self._put = box.put
        self._written = False
        self._failed: Answers = {}

    async def run(self) -> None:
        """Work on the task; put the answer and the events around it. A failure is put, too."""
        try:
            await self._answer()
        except Exception as error:
            why = str(error)
            if not isinstance(error, MixtureError):
                log.exception("Mixture of agents failed")
                why = "the reason is in the server's log"
            self._put(f"Error: {why}")
            self._say(f"Failed: {why}", done=True)

    def _say(self, description: str, done: bool = False) -> None:
        """Show one line of progress under the model's name."""
        if self._valves.enable_status_indicator:
            data = {"description": description, "done": done}
            self._put({"event": {"type": "status", "data": data}})

    def _fail(self, model: str, why: str, where: str = "") -> None:
        """Take note that a model failed, and say so."""
        self._failed[model] = why
        self._say(f"{where}{model} failed: {why}")

    def _left(self) -> float:
        """Seconds until the task must have answered."""
        return max(0.0, self._end - time.monotonic())

    async def _answer(self) -> None:
        valves = self._valves
        # No default of the valve: the server tells its valves to anybody who asks.
        key = valves.openai_api_key.strip() or os.getenv("OPENAI_API_KEY", "")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # The idle time; the whole is bounded where the requests are made.
        timeout = aiohttp.ClientTimeout(total=None, sock_read=valves.agent_timeout)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            self._provider = Provider(session, valves.openai_api_base.rstrip("/"), key, self._slots)
            self._say("Checking which models are available")
            combiners, agents = await self._usable()
            await self._combine(combiners, await self._ask_layers(agents))

    async def _usable(self) -> tuple[list[str], list[str]]:
        """Return the models that may combine answers, best first, and the agents."""
        agents = names(self._valves.models)
        wanted = names([self._valves.aggregator_model, *agents])
        limit = min(CHECK_SECONDS, self._left() / (self._valves.num_layers + 2))
        try:
            offered = await asyncio.wait_for(self._provider.models(), limit)
        except FAILURES as error:
            # A provider need not offer the list; the agents will show which models work.
            self._say(f"The models cannot be checked: {reason(error, limit)}")
            return wanted, agents
        known = [name for name in wanted if name in offered or f"{name}:latest" in offered]
        if missing := [name for name in wanted if name not in known]:
            self._say(f"The provider does not offer {', '.join(missing)}")
        if not known:
            raise MixtureError("the provider offers none of the models")
        return known, [name for name in agents if name in known]

    async def _ask_layers(self, agents: list[str]) -> Answers:
        """Return the answers of the last layer that gave any, by model."""
        layers = self._valves.num_layers if agents and not self._alone else 0
        answers: Answers = {}
        for layer in range(1, layers + 1):
            # The time left is shared with the layers to come and with the combination.
            limit = min(self._valves.agent_timeout, self._left() / (layers - layer + 2))
            chosen = random.sample(agents, min(self._valves.num_agents_per_layer, len(agents)))
            title = f"Layer {layer} of {layers}"
            self._say(f"{title}: asking {', '.join(chosen)}")
            asked = [self._ask(model, answers, limit, title) for model in chosen]
            texts = zip(chosen, await asyncio.gather(*asked), strict=True)
            if not (fresh := {model: text for model, text in texts if text}):
                break
            answers = fresh
            # Who has stalled once would hold up the next layer as well.
            agents = [model for model in agents if model not in self._failed]
        return answers

    async def _ask(self, model: str, seen: Answers, limit: float, title: str) -> str:
        """Return one agent's answer, or an empty one if it fails."""
        try:
            answer = self._provider.whole_answer(self._request(model, seen))
            text = await asyncio.wait_for(answer, limit)
        except FAILURES as error:
            self._fail(model, reason(error, limit), f"{title}: ")
            return ""
        self._say(f"{title}: {model} answered")
        if self._valves.show_agent_answers:
            name = f"{model}, {title.lower()}"
            meta = [{"source": name, "name": name}]
            data = {"source": {"name": name}, "document": [text], "metadata": meta}
            self._put({"event": {"type": "source", "data": data}})
        return text

    def _request(self, model: str, answers: Answers) -> Message:
        """Return a request that shows a model the conversation and the answers so far."""
        texts = [f"Answer {n}:\n{t[:MAX_REFERENCE]}" for n, t in enumerate(answers.values(), 1)]
        # One system message: models are made for one, which comes first.
        system = "\n\n".join([*self._system, REFERENCES, *texts] if answers else self._system)
        messages = [{"role": "system", "content": system}, *self._turns] if system else self._turns
        return {**self._options, "model": model, "messages": messages}

    async def _combine(self, combiners: list[str], answers: Answers) -> None:
        """Put the final answer: of the aggregator, of a stand-in, or an agent's own."""
        for model in combiners[:2]:
            if not (left := self._left()):
                break
            basis = f" ({len(answers)} to go by)" if answers else ""
            self._say(f"{model} writes the answer{basis}")
            try:
                await asyncio.wait_for(self._copy(self._request(model, answers)), left)
            except FAILURES as error:
                why = reason(error, min(left, self._valves.agent_timeout))
                if not self._written:
                    self._fail(model, why)
                    continue
                # What has been shown cannot be replaced any more.
                self._put(f"\n\n*The answer broke off: {why}.*")
            self._say(f"Answered by {model} in {time.monotonic() - self._started:.1f} s", done=True)
            return
        if not answers:
            reasons = "; ".join(f"{model}: {why}" for model, why in self._failed.items())
            raise MixtureError(f"no model answered ({reasons})")
        best = max(answers, key=lambda model: len(answers[model]))
        self._put(answers[best])
        self._say(f"Answered by {best}; the answers could not be combined", done=True)

    async def _copy(self, request: Message) -> None:
        """Put a model's answer as it comes."""
        async for text in self._provider.answer(request):
            if text:
                self._written = True
                self._put(text)
        if not self._written:
            raise MixtureError("empty answer")


class Pipeline:
    """Asks several models in parallel, layer on layer, and lets one combine their answers."""

    class Valves(BaseModel):
        """What an administrator sets on the Pipelines page."""

        models: list[str] = Field(
            default=["llama3.2", "mistral", "phi4"],
            description="The models that take part as agents, separated by commas",
        )
        aggregator_model: str = Field(
            default="mistral",
            description="The model that combines the answers; if it fails, one of the agents does",
        )
        openai_api_base: str = Field(
            default=os.getenv("OPENAI_API_BASE_URL", "http://localhost:11434/v1"),
            description="Base URL of the OpenAI-compatible API, up to and including /v1",
        )
        openai_api_key: str = Field(
            default="",
            description="Key for the API; empty: OPENAI_API_KEY of the environment, or none",
            json_schema_extra={"input": {"type": "password"}},
        )
        num_layers: int = Field(default=2, ge=1, le=10, description="How often the agents answer")
        num_agents_per_layer: int = Field(default=3, ge=1, description="Agents that a layer asks")
        agent_timeout: float = Field(default=60, gt=0, description="Seconds for one agent")
        task_timeout: float = Field(default=240, gt=0, description="Seconds for a whole task")
        max_concurrent_requests: int = Field(default=16, ge=1, description="Requests at one time")
        mix_unstreamed: bool = Field(default=False, description="Ask agents without a stream, too")
        enable_status_indicator: bool = Field(default=True, description="Show progress in the chat")
        show_agent_answers: bool = Field(default=False, description="Attach the agents' answers")

    def __init__(self) -> None:
        """Set the name shown in the model list, and the default valves."""
        self.name = "Mixture of Agents"
        self.valves = self.Valves()
        self._slots = Slots(self.valves.max_concurrent_requests)

    async def on_startup(self) -> None:
        """Take over the saved valves, which the server sets before it calls this."""
        await self.on_valves_updated()

    async def on_valves_updated(self) -> None:
        """Take over changed valves; tasks that run keep theirs."""
        self._slots = Slots(self.valves.max_concurrent_requests)

    def pipe(
        self, user_message: str, model_id: str, messages: list[Message], body: Message
    ) -> str | Generator[Item, None, None]:
        """Answer a request with a text or, if it is to be streamed, with chunks and events."""
        box = Box()
        mixture = Mixture(self.valves, self._slots, {**body, "messages": messages}, box)
        items = relay(mixture.run, box)
        if body.get("stream"):
            return streamed(items)
        # Without a stream the server would write the events into the answer.
        return "".join(item for item in items if isinstance(item, str))


def streamed(items: Iterable[Item]) -> Generator[Item, None, None]:
    """Yield texts as chunks: one that began with `data:` would be obeyed like an event."""
    for item in items:
        yield {"choices": [{"delta": {"content": item}}]} if isinstance(item, str) else item


def relay(work: Callable[[], Coroutine[Any, Any, None]], box: Box) -> Generator[Item, None, None]:
    """Yield what `work` puts into the box while it runs on an event loop in a thread of its own.

    The server resumes a generator in whatever thread is free, so no loop can run in it. A generator
    that is dropped cancels the work; one whose reader is lost unnoticed ends by its time limit.
    """
    loop = asyncio.new_event_loop()
    task = loop.create_task(work())

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.close()
        box.put(None)

    threading.Thread(target=run, daemon=True).start()
    try:
        while (item := box.get()) is not None:
            yield item
    finally:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the work is done
            loop.call_soon_threadsafe(task.cancel)


def names(configured: Iterable[str]) -> list[str]:
    """Return the configured names, each once, without blanks."""
    return [name for name in dict.fromkeys(map(str.strip, configured)) if name]


def without_tools(messages: list[Message]) -> list[Message]:
    """Return role and content alone; a tool's answer, refused without its call, is the user's."""
    turns = [(message["role"], message["content"]) for message in messages]
    return [{"role": "user" if r == "tool" else r, "content": c} for r, c in turns if c]


def text_in(content: Any) -> str:
    """Return the text of a message's content, which may consist of parts."""
    parts = content if isinstance(content, list) else [{"text": content}]
    return "\n".join(str(part.get("text") or "") for part in parts)


async def lines_of(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Yield an answer's lines; raise `MixtureError` for one that is none, or does not end."""
    if response.status in (401, 403):
        raise MixtureError("the provider refused the key")
    if response.status != 200:
        raise MixtureError(f"status {response.status}")
    size, rest = 0, b""
    async for chunk in response.content.iter_any():
        if (size := size + len(chunk)) > MAX_BYTES:
            raise MixtureError("endless answer")
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line
    yield rest


def reason(error: BaseException, limit: float) -> str:
    """Say in a few words why a request failed."""
    if isinstance(error, asyncio.TimeoutError):
        return f"no answer in {limit:.3g} s"
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.InvalidURL):
        return "the provider cannot be reached"
    return str(error) if isinstance(error, MixtureError) else "the connection broke"
