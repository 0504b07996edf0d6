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

CONCURRENT = 16
CHECK_SECONDS = 10.0
MARGIN = 0.05  # of a task's time limit, kept back for the way to the user
MAX_BYTES = 2**22
MAX_REFERENCE = 20_000  # characters of an agent's answer that the next layer sees
FORWARDED = ("temperature", "top_p", "stop", "seed", "max_tokens")
REFERENCES = (
    "Other assistants have answered the user's last message as follows. They may be wrong. Weigh"
    " their answers, correct them, and write the best answer you can, without mentioning them."
)

Item = str | dict[str, Any]
Put = Callable[[Item], None]
Message = dict[str, Any]
Answers = dict[str, str]


class MixtureError(Exception):
    """Why there is no answer, in words for the user."""


FAILURES = (MixtureError, asyncio.TimeoutError, aiohttp.ClientError, OSError, ValueError)


class Provider(NamedTuple):
    """An OpenAI-compatible API, as one task uses it; `slots` are shared with all other tasks."""

    session: aiohttp.ClientSession
    base: str
    slots: threading.BoundedSemaphore

    async def models(self) -> set[str]:
        """Return the ids of the models on offer."""
        async with self.session.get(f"{self.base}/models") as response:
            body = await read(response)
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
            url, size = f"{self.base}/chat/completions", 0
            async with self.session.post(url, json={**request, "stream": True}) as response:
                if "text/event-stream" not in response.headers.get("Content-Type", ""):
                    yield text_of(await read(response), "message")
                    return
                check(response)
                async for line in response.content:
                    check(response, size := size + len(line))
                    data = line.removeprefix(b"data:").strip()
                    if line.startswith(b"data:") and data != b"[DONE]":
                        yield text_of(data, "delta")
        finally:
            self.slots.release()

    async def whole_answer(self, request: Message) -> str:
        """Return an answer as a whole, without the model's thoughts."""
        text = "".join([piece async for piece in self.answer(request)])
        text = re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL).strip()
        if not text:
            raise MixtureError("empty answer")
        return text


class Mixture:
    """One task; made for one request, so that nothing of it can reach another user."""

    def __init__(self, valves: "Pipeline.Valves", body: Message, put: Put) -> None:
        self._valves = valves
        turns: list[Message] = body["messages"]
        self._messages = [{"role": turn["role"], "content": turn["content"]} for turn in turns]
        self._options = {name: body[name] for name in FORWARDED if body.get(name) is not None}
        self._background = is_background_task(body)
        self._started = time.monotonic()
        self._put = put

    async def run(self, slots: threading.BoundedSemaphore) -> None:
        """Work on the task; put the answer and the events around it. A failure is put, too."""
        try:
            await self._answer(slots)
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

    def _left(self) -> float:
        """Seconds until the task must have answered."""
        limit = self._valves.task_timeout * (1 - MARGIN)
        return max(0.0, self._started + limit - time.monotonic())

    async def _answer(self, slots: threading.BoundedSemaphore) -> None:
        valves = self._valves
        key = valves.openai_api_key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # The idle time; the whole is bounded where the requests are made.
        timeout = aiohttp.ClientTimeout(total=None, sock_read=valves.agent_timeout)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            provider = Provider(session, valves.openai_api_base.rstrip("/"), slots)
            self._say("Checking which models are available")
            combiners, agents = await self._usable(provider)
            answers = {} if self._background else await self._ask_layers(provider, agents)
            await self._combine(provider, combiners, answers)

    async def _usable(self, provider: Provider) -> tuple[list[str], list[str]]:
        """Return the models that may combine answers, best first, and the agents."""
        agents = names(self._valves.models)
        wanted = names([self._valves.aggregator_model, *agents])
        limit = min(CHECK_SECONDS, self._left() / (self._valves.num_layers + 2))
        try:
            offered = await asyncio.wait_for(provider.models(), limit)
        except FAILURES as error:
            # A provider need not offer the list; the agents will show which models work.
            self._say(f"The models cannot be checked: {reason(error, limit)}")
            return wanted, agents
        known = [name for name in wanted if name in offered or f"{name}:latest" in offered]
        if missing := [name for name in wanted if name not in known]:
            self._say(f"The provider does not offer {', '.join(missing)}")
        return known, [name for name in agents if name in known]

    async def _ask_layers(self, provider: Provider, agents: list[str]) -> Answers:
        """Return the answers of the last layer that gave any, by model."""
        layers = self._valves.num_layers
        answers: Answers = {}
        failed: Answers = {}
        for layer in range(1, layers + 1):
            # The time left is shared with the layers to come and with the combination.
            limit = min(self._valves.agent_timeout, self._left() / (layers - layer + 2))
            chosen = random.sample(agents, min(self._valves.num_agents_per_layer, len(agents)))
            title = f"Layer {layer} of {layers}"
            self._say(f"{title}: asking {', '.join(chosen)}")
            asked = [self._ask(provider, model, answers, limit, title) for model in chosen]
            fresh = dict(zip(chosen, await asyncio.gather(*asked), strict=True))
            failed = {model: why for model, (text, why) in fresh.items() if not text}
            if len(failed) == len(fresh):
                break
            answers = {model: text for model, (text, _) in fresh.items() if text}
            # Who has stalled once would hold up the next layer as well.
            agents = [model for model in agents if model not in failed]
        if not answers:
            reasons = "; ".join(f"{model}: {why}" for model, why in failed.items())
            raise MixtureError(f"no agent answered ({reasons or 'the provider offers none'})")
        return answers

    async def _ask(
        self, provider: Provider, model: str, seen: Answers, limit: float, title: str
    ) -> tuple[str, str]:
        """Return one agent's answer, or an empty one and why."""
        try:
            answer = provider.whole_answer(self._request(model, seen))
            text = await asyncio.wait_for(answer, limit)
        except FAILURES as error:
            why = reason(error, limit)
            self._say(f"{title}: {model} failed: {why}")
            return "", why
        self._say(f"{title}: {model} answered")
        if self._valves.show_agent_answers:
            name = f"{model}, {title.lower()}"
            meta = [{"source": name, "name": name}]
            data = {"source": {"name": name}, "document": [text], "metadata": meta}
            self._put({"event": {"type": "source", "data": data}})
        return text, ""

    def _request(self, model: str, answers: Answers) -> Message:
        """Return a request that shows a model the conversation and the answers so far."""
        texts = [f"Answer {n}:\n{t[:MAX_REFERENCE]}" for n, t in enumerate(answers.values(), 1)]
        references = {"role": "system", "content": "\n\n".join([REFERENCES, *texts])}
        messages = [references, *self._messages] if answers else self._messages
        return {**self._options, "model": model, "messages": messages}

    async def _combine(self, provider: Provider, combiners: list[str], answers: Answers) -> None:
        """Put the final answer: of the aggregator, of a stand-in, or an agent's own."""
        for model in combiners[:2]:
            self._say(f"{model} writes the answer ({len(answers)} to go by)")
            try:
                await self._write(provider, self._request(model, answers))
            except FAILURES as error:
                self._say(f"{model} failed: {reason(error, self._valves.agent_timeout)}")
                continue
            seconds = time.monotonic() - self._started
            self._say(f"Answered by {model} in {seconds:.1f} s", done=True)
            return
        if not answers:
            raise MixtureError("no model answered")
        best = max(answers, key=lambda model: len(answers[model]))
        self._put(answers[best])
        self._say(f"Answered by {best}; the answers could not be combined", done=True)

    async def _write(self, provider: Provider, request: Message) -> None:
        """Put a model's answer as it comes; one that breaks off is marked, not replaced."""
        written = False

        async def copy() -> None:
            nonlocal written
            async for text in provider.answer(request):
                if text:
                    written = True
                    self._put(text)

        try:
            await asyncio.wait_for(copy(), self._left())
        except FAILURES as error:
            if not written:
                raise
            why = reason(error, self._valves.agent_timeout)
            self._put(f"\n\n*The answer broke off: {why}.*")
        if not written:
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
            default=os.getenv("OPENAI_API_KEY", ""),
            description="Key for the API; empty for a provider that needs none",
            json_schema_extra={"input": {"type": "password"}},
        )
        num_layers: int = Field(default=2, ge=1, le=10, description="How often the agents answer")
        num_agents_per_layer: int = Field(
            default=3, ge=1, description="How many models answer in a layer, chosen at random"
        )
        agent_timeout: float = Field(default=60, gt=0, description="Seconds for one agent")
        task_timeout: float = Field(default=240, gt=0, description="Seconds for a whole task")
        max_concurrent_requests: int = Field(
            default=CONCURRENT, ge=1, description="Requests at the provider at one time"
        )
        enable_status_indicator: bool = Field(default=True, description="Show progress in the chat")
        show_agent_answers: bool = Field(
            default=False, description="Attach every agent's answer to the message as a source"
        )

    def __init__(self) -> None:
        """Set the name shown in the model list, and the default valves."""
        self.name = "Mixture of Agents"
        self.valves = self.Valves()
        self._slots = threading.BoundedSemaphore(CONCURRENT)

    async def on_startup(self) -> None:
        """Take over the saved valves, which the server sets before it calls this."""
        await self.on_valves_updated()

    async def on_valves_updated(self) -> None:
        """Take over changed valves; tasks that run keep theirs."""
        self._slots = threading.BoundedSemaphore(self.valves.max_concurrent_requests)

    def pipe(
        self,
        user_message: str,
        model_id: str,
        messages: list[dict[str, Any]],
        body: dict[str, Any],
    ) -> str | Generator[Item, None, None]:
        """Answer a request with a text or, if it is to be streamed, with texts and events."""
        valves, slots = self.valves, self._slots
        items = relay(lambda put: Mixture(valves, {**body, "messages": messages}, put).run(slots))
        if body.get("stream"):
            return items
        # Without a stream the server would write the events into the answer.
        return "".join(item for item in items if isinstance(item, str))


def relay(work: Callable[[Put], Coroutine[Any, Any, None]]) -> Generator[Item, None, None]:
    """Yield what `work` puts while it runs on an event loop in a thread of its own.

    The server resumes a generator in whatever thread is free, so no loop can run in it. A generator
    that is dropped cancels the work; one whose reader is lost unnoticed ends by its time limit.
    """
    box: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
    loop = asyncio.new_event_loop()
    task = loop.create_task(work(box.put))

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


def is_background_task(body: Message) -> bool:
    """Return whether the host asks for a title, tags or the like, which one model can do."""
    # Its prompts for those start with a heading, ask for JSON, and are never streamed.
    text = str(body["messages"][-1]["content"]) if body["messages"] else ""
    return not body.get("stream") and text.startswith("### Task:") and "JSON" in text


def check(response: aiohttp.ClientResponse, size: int = 0) -> None:
    """Raise `MixtureError` for an answer that is none, or that does not end."""
    if response.status in (401, 403):
        raise MixtureError("the provider refused the key")
    if response.status != 200:
        raise MixtureError(f"status {response.status}")
    if size > MAX_BYTES:
        raise MixtureError("endless answer")


async def read(response: aiohttp.ClientResponse) -> bytes:
    """Return the body; raise `MixtureError` for an answer that is none."""
    body = b""
    check(response)
    async for chunk in response.content.iter_chunked(2**16):
        body += chunk
        check(response, len(body))
    return body


def text_of(data: bytes, part: str) -> str:
    """Return the text in a completion's first choice; `part` is `message` or `delta`."""
    try:
        answer = json.loads(data)
        if answer.get("error"):
            log.warning("Provider reported an error: %.500s", answer["error"])
            raise MixtureError("the provider reported an error")
        choices = answer["choices"]
        # The last chunk of a stream may hold the usage alone.
        text = (choices[0].get(part) or {}).get("content") if choices else None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise MixtureError("unreadable answer") from error
    if not isinstance(text, str | None):
        raise MixtureError("unreadable answer")
    return text or ""


def reason(error: BaseException, limit: float) -> str:
    """Say in a few words why a request failed."""
    if isinstance(error, asyncio.TimeoutError):
        return f"no answer in {limit:.3g} s"
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.InvalidURL):
        return "the provider cannot be reached"
    return str(error) if isinstance(error, MixtureError) else "the connection broke"
