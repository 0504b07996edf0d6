"""Asking the Mixture of Agents in a test: models that answer, one that combines, its valves."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.components.openai_server import Behaviour, OpenAIServer, last_words, says, sends
from tests.components.pipelines_server import Reply, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE = "mixture_of_agents_pipeline.py"
MOA = "mixture_of_agents_pipeline"


def system(body: Mapping[str, Any]) -> str:
    """The references a model was shown, if any."""
    return "\n".join(m["content"] for m in body["messages"] if m["role"] == "system")


def combines(body: Mapping[str, Any]) -> str:
    """Answer with the number of references and the question."""
    return f"{system(body).count('Answer ')} combined for {last_words(body)}"


def once(behaviour: Behaviour) -> Behaviour:
    """Behave like this in the first layer; fail where there are references."""

    async def behave(request: Any, body: dict[str, Any]) -> Any:
        chosen = sends({}, status=500) if system(body) else behaviour
        return await chosen(request, body)

    return behave


GOOD = {
    "a": says(lambda body: f"a says {last_words(body)}"),
    "b": says(lambda body: f"b says {last_words(body)}"),
    "c": says(lambda body: f"c says {last_words(body)}"),
    "chief": says(combines),
}


@contextmanager
def mixture_server(kind: str, place: Path) -> Iterator[Server]:
    """Run a server of a kind with the pipeline, without a key in its environment."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("OPENAI_API_KEY", raising=False)
        with serving(kind, FILE, place) as server:
            yield server


def configure(server: Server, provider: OpenAIServer, **more: Any) -> None:
    valves = {
        "models": ["a", "b", "c"],
        "aggregator_model": "chief",
        "openai_api_base": provider.url,
        "agent_timeout": 1.0,
        "task_timeout": 4.0,
        "emit_interval": 0.0,
    }
    server.set_valves(MOA, **{**valves, **more})


def ask(
    server: Server, offered: Mapping[str, Behaviour], **more: Any
) -> tuple[Reply, OpenAIServer]:
    """Ask "Why?" of a provider that offers these models; `more` are valves (and `listing`)."""
    with OpenAIServer(offered, more.pop("listing", None)) as provider:
        configure(server, provider, **more)
        return server.ask(MOA, "Why?"), provider
