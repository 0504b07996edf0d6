"""
title: Mixture of Agents Pipeline
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Several models answer in parallel, in layers, and one combines their answers.
version: 2.0.0
license: MIT
"""

import concurrent.futures
import json
import logging
import os
import random
import re
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import requests
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)
Item = str | dict[str, Any]  # of an answer: a text, or an event
Message = dict[str, Any]
Answers = dict[str, str]  # by model

MARGIN = 1.0  # seconds of the time limit, a tenth at most, kept back for the way to the user
MAX_REFERENCE = 20_000  # characters of an agent's answer that others see
FORWARDED = ("temperature", "top_p", "stop", "seed", "max_tokens")
REFERENCES = (
    "Other assistants have answered the user's last message as follows. They may be wrong. Weigh"
    " their answers, correct them, and write the best answer you can, without mentioning them."
)


class MixtureError(Exception):
    """A reason for no answer, worded for the person in the chat."""


class Provider:
    """An OpenAI-compatible API as one task uses it; `slots` are shared with all other tasks."""

    def __init__(self, valves: "Pipeline.Valves", slots: threading.Semaphore) -> None:
        self.base, self.slots = valves.openai_api_base.rstrip("/"), slots
        self.idle = valves.agent_timeout  # longest wait for the next words
        # No default of the valve: the server tells its valves to anybody who asks.
        key = valves.openai_api_key.strip() or os.getenv("OPENAI_API_KEY", "")
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def models(self, seconds: float) -> set[str]:
        """Return the ids of the models on offer."""
        url = f"{self.base}/models"
        with requests.get(url, headers=self.headers, timeout=seconds) as response:
            response.raise_for_status()
            return {str(model["id"]) for model in response.json()["data"]}

    def answer(self, request: Message, seconds: float) -> Iterator[str]:
        """Yield an answer as it comes, for at most so many seconds."""
        end = time.monotonic() + seconds
        if not self.slots.acquire(timeout=seconds):
            raise MixtureError("no free slot")
        try:
            with requests.post(
                f"{self.base}/chat/completions",
                json={**request, "stream": True},
                headers=self.headers,
                timeout=max(0.1, min(self.idle, end - time.monotonic())),
                stream=True,
            ) as response:
                if response.status_code != 200:
                    raise MixtureError(f"status {response.status_code}")
                for line in response.iter_lines():
                    if time.monotonic() > end:
                        raise requests.Timeout
                    if line.startswith(b"data:") and line != b"data: [DONE]":
                        yield text_in(json.loads(line.removeprefix(b"data:")))
        finally:
            self.slots.release()

    def whole_answer(self, request: Message, seconds: float) -> str:
        """Return an answer as a whole, without the model's thoughts."""
        text = "".join(self.answer(request, seconds))
        text = re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL).strip()
        if not text:
            raise MixtureError("empty answer")
        return text


class Mixture:
    """One task; made for one request, so that nothing of it can reach another user (OWU704)."""

    def __init__(self, valves: "Pipeline.Valves", provider: Provider, body: Message) -> None:
        self.valves, self.provider = valves, provider
        self.system, self.turns = [], []
        for message in body["messages"]:
            if message["content"] and message["role"] == "system":
                self.system.append(text_of(message["content"]))
            elif message["content"]:  # a tool's answer, refused without its call, is the user's
                role = "user" if message["role"] == "tool" else message["role"]
                self.turns.append({"role": role, "content": message["content"]})
        self.options = {name: body[name] for name in FORWARDED if body.get(name) is not None}
        # Titles and the like are asked for without a stream: they are work for one model.
        self.alone = not body.get("stream")
        self.end = time.monotonic() + valves.task_timeout - min(MARGIN, valves.task_timeout / 10)
        self.failed: Answers = {}  # why, by model
        self.last_emit_time = 0.0

    def run(self) -> Generator[Item, None, None]:
        """Yield the answer and the events around it; a failure becomes the answer."""
        try:
            yield from self.step("Checking which models are available")
            combiners, agents = yield from self.usable()
            layers = yield from self.ask_layers(agents)
            yield from self.combine(combiners, layers)
        except Exception as error:
            why = explain(error)
            yield f"Error: {why}"
            yield from self.step(f"Failed: {why}", done=True)

    def step(self, description: str, done: bool = False) -> Iterator[Item]:
        """Yield a status; the last one of a task is `done`, or it shimmers on (OWU408)."""
        if self.valves.enable_status_indicator:
            self.last_emit_time = time.monotonic()
            data = {"description": description, "done": done}
            yield {"event": {"type": "status", "data": data}}

    def update(self, description: str) -> Iterator[Item]:
        """Yield a status unless another has just been shown: these may come at any rate."""
        if time.monotonic() - self.last_emit_time >= self.valves.emit_interval:
            yield from self.step(description)

    def left(self) -> float:
        """Return the seconds until the task must have answered."""
        return max(0.0, self.end - time.monotonic())

    def usable(self) -> Generator[Item, None, tuple[list[str], list[str]]]:
        """Return the models that may combine answers, best first, and the agents."""
        agents = names(self.valves.models)
        wanted = names([self.valves.aggregator_model, *agents])
        try:
            offered = self.provider.models(min(10, self.left() / (self.valves.num_layers + 2)))
        except Exception as error:
            # A provider need not offer the list; the agents will show which models work.
            yield from self.step(f"The models cannot be checked: {explain(error)}")
            return wanted, agents
        known = [name for name in wanted if name in offered or f"{name}:latest" in offered]
        if missing := ", ".join(name for name in wanted if name not in known):
            yield from self.step(f"The provider does not offer {missing}")
        if not known:
            raise MixtureError("the provider offers none of the models")
        return known, [name for name in agents if name in known]

    def ask_layers(self, agents: list[str]) -> Generator[Item, None, list[Answers]]:
        """Return the answers of each layer that gave any."""
        number = self.valves.num_layers if agents and not self.alone else 0
        layers: list[Answers] = []
        for layer in range(1, number + 1):
            # The time left is shared with the layers to come and with the combination.
            limit = min(self.valves.agent_timeout, self.left() / (number - layer + 2))
            # `random.sample` refuses to draw more than there are.
            chosen = random.sample(agents, min(self.valves.num_agents_per_layer, len(agents)))
            title = f"Layer {layer} of {number}"
            yield from self.step(f"{title}: asking {', '.join(chosen)}")
            answers: Answers = {}
            # A pool of threads: the server runs `pipe` in a thread without an event loop (OWU706).
            pool = ThreadPoolExecutor(len(chosen))
            requested = [(m, self.request(m, layers[-1:]), limit) for m in chosen]
            futures = {pool.submit(self.provider.whole_answer, *r[1:]): r[0] for r in requested}
            pool.shutdown(wait=False)  # one that is late ends by the time limit of its request
            try:
                for future in as_completed(futures, limit):
                    model = futures[future]
                    if (error := future.exception()) is not None:
                        self.failed[model] = explain(error, limit)
                        continue
                    answers[model] = future.result()
                    yield from self.update(f"{title}: {model} answered")
            except concurrent.futures.TimeoutError:
                late = [model for model in chosen if model not in {**answers, **self.failed}]
                self.failed.update(dict.fromkeys(late, f"no answer in {limit:.3g} s"))
            for model in chosen:
                if model not in answers:
                    yield from self.step(f"{title}: {model} failed: {self.failed[model]}")
            if not answers:
                break
            layers.append(answers)
            # Who has stalled once would hold up the next layer as well.
            agents = [model for model in agents if model not in self.failed]
        return layers

    def request(self, model: str, layers: list[Answers]) -> Message:
        """Return a request that shows a model the conversation and the answers of some layers."""
        texts = [
            f"{f'Layer {n}, ' if len(layers) > 1 else ''}Answer {m}:\n{text[:MAX_REFERENCE]}"
            for n, answers in enumerate(layers, 1)
            for m, text in enumerate(answers.values(), 1)
        ]
        # One system message: models are made for one, which comes first.
        system = "\n\n".join([*self.system, REFERENCES, *texts] if texts else self.system)
        messages = [{"role": "system", "content": system}, *self.turns] if system else self.turns
        return {**self.options, "model": model, "messages": messages}

    def combine(self, combiners: list[str], layers: list[Answers]) -> Generator[Item, None, None]:
        """Yield the final answer, with all layers in view: of the aggregator, or a stand-in."""
        for model in combiners[:2]:
            if not self.left():
                break
            yield from self.step(f"{model} writes the answer")
            limit, written = min(self.left(), self.valves.agent_timeout), False
            try:
                for text in self.provider.answer(self.request(model, layers), self.left()):
                    written = written or bool(text)
                    yield text
                if not written:
                    raise MixtureError("empty answer")
            except Exception as error:
                self.failed[model] = explain(error, limit)
                if not written:
                    yield from self.step(f"{model} failed: {self.failed[model]}")
                    continue
                # What has been shown cannot be replaced any more.
                yield f"\n\n*The answer broke off: {self.failed[model]}.*"
            yield from self.step(f"Answered by {model}", done=True)
            return
        if not layers:
            reasons = "; ".join(f"{model}: {why}" for model, why in self.failed.items())
            raise MixtureError(f"no model answered ({reasons})")
        best = max(layers[-1], key=lambda model: len(layers[-1][model]))
        yield layers[-1][best]
        yield from self.step(f"Answered by {best}; the answers could not be combined", done=True)


class Pipeline:
    """Asks several models in parallel, layer on layer, and lets one combine their answers."""

    class Valves(BaseModel):
        """What an administrator sets on the Pipelines page."""

        models: list[str] = Field(
            default=["llama3.2", "mistral", "phi4"], description="The agents, separated by commas"
        )
        aggregator_model: str = Field(default="mistral", description="Combines the answers")
        openai_api_base: str = Field(
            default=os.getenv("OPENAI_API_BASE_URL", "http://localhost:11434/v1"),
            description="Base URL of the OpenAI-compatible API, up to and including /v1",
        )
        openai_api_key: str = Field(
            default="", description="Key for the API; empty: OPENAI_API_KEY of the environment"
        )
        num_layers: int = Field(default=2, ge=1, le=10, description="How often the agents answer")
        num_agents_per_layer: int = Field(default=3, ge=1, description="Agents that a layer asks")
        agent_timeout: float = Field(default=60, gt=0, description="Seconds for one agent")
        task_timeout: float = Field(default=240, gt=0, description="Seconds for a whole task")
        max_concurrent_requests: int = Field(default=16, ge=1, description="Requests at one time")
        emit_interval: float = Field(default=0.5, ge=0, description="Seconds between statuses")
        enable_status_indicator: bool = Field(default=True, description="Show progress in the chat")

    def __init__(self) -> None:
        """Set the name shown in the model list, and the default valves."""
        self.name = "Mixture of Agents"  # a `type` of "pipe" would hide it (OWU318)
        self.valves = self.Valves()
        self._slots = threading.Semaphore(self.valves.max_concurrent_requests)

    async def on_startup(self) -> None:
        """Take over the saved valves, which the server sets before it calls this."""
        await self.on_valves_updated()

    async def on_valves_updated(self) -> None:
        """Take over changed valves; the server awaits its hooks (OWU310)."""
        self._slots = threading.Semaphore(self.valves.max_concurrent_requests)

    def pipe(
        self, user_message: str, model_id: str, messages: list[Message], body: Message
    ) -> str | Iterator[Item]:
        """Answer one request; a plain method, which the server runs in a thread (OWU311)."""
        provider = Provider(self.valves, self._slots)
        items = Mixture(self.valves, provider, {**body, "messages": messages}).run()
        if body.get("stream"):
            return streamed(items)
        # Without a stream the server would write the events into the answer.
        return "".join(item for item in items if isinstance(item, str))


def streamed(items: Iterable[Item]) -> Generator[Item, None, None]:
    """Yield texts as chunks: one that begins with `data:` would be obeyed like an event (OWU319)."""
    for item in items:
        delta = {"choices": [{"index": 0, "delta": {"content": item}}]}
        yield delta if isinstance(item, str) else item


def names(configured: Iterable[str]) -> list[str]:
    """Return the configured names, each once, without blanks."""
    return [name for name in dict.fromkeys(map(str.strip, configured)) if name]


def text_of(content: Any) -> str:
    """Return the text of a message's content, which is a list of parts beside images (OWU325)."""
    parts = content if isinstance(content, list) else [{"text": content}]
    return "\n".join(str(part.get("text") or "") for part in parts)


def text_in(chunk: Message) -> str:
    """Return the text of one piece of an answer; the last may hold the usage alone."""
    if "error" in chunk:
        raise MixtureError("the provider reported an error")
    return str(chunk["choices"][0]["delta"].get("content") or "") if chunk["choices"] else ""


def explain(error: BaseException | None, limit: float = 10) -> str:
    """Return a reason in a few words; what nobody foresaw goes to the server's log."""
    if isinstance(error, MixtureError):
        return str(error)
    # While an answer is read, a timeout comes as another error with this in its words.
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return f"no answer in {limit:.3g} s"
    if isinstance(error, requests.RequestException):
        return "the provider cannot be reached, or the connection broke"
    log.error("Mixture of agents: %s", type(error).__name__)  # its words may hold the key
    return "unreadable answer"
