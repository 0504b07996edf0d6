"""The real Open WebUI of this environment: its routes, its database, its functions.

Nothing of the host is replaced but two edges: pip is asked whether it can read the requirements
instead of being run, and the list of base models is one model `m1` instead of what servers
answer. Layouts differ by release (routes and models are synchronous before 0.9.0, `chat_action`
has moved), so modules are imported by name and results awaited where they can be.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import os
import warnings
from pathlib import Path
from typing import Any, ClassVar

from tests.conformance.probe.facts import said

PROBE = "probe"
"""The id under which a component is installed."""

METADATA = {"chat_id": "c", "message_id": "m", "session_id": "s", "user_id": "u1"}

SETTINGS = {
    "OFFLINE_MODE": "true",
    "FROM_INIT_PY": "true",
    "WEBUI_SECRET_KEY": "conformance",
    "ENABLE_OLLAMA_API": "false",
    "ENABLE_OPENAI_API": "false",
    "ENABLE_VERSION_UPDATE_CHECK": "false",
    "ANONYMIZED_TELEMETRY": "false",
    "GLOBAL_LOG_LEVEL": "CRITICAL",
    "DATABASE_SQLITE_PRAGMA_SYNCHRONOUS": "OFF",
    # Nothing here embeds or transcribes; these name the engines that load no model at import.
    "USE_SLIM_DOCKER": "true",
    "RAG_EMBEDDING_ENGINE": "openai",
    "AUDIO_STT_ENGINE": "openai",
    "VECTOR_DB": "opensearch",
    "OPENSEARCH_USERNAME": "nobody",
    "OPENSEARCH_PASSWORD": "nothing",
}


async def settle(value: Any) -> Any:
    """Await what the newer releases made a coroutine."""
    return await value if inspect.isawaitable(value) else value


def module(name: str) -> Any:
    """Import a module of the host; untyped, for it exists in the host's environment only."""
    return importlib.import_module(f"open_webui.{name}")


async def invoke(function: Any, **known: Any) -> Any:
    """Call a function of the host with those of the known arguments that this release takes."""
    taken = inspect.signature(function).parameters
    return await settle(function(**{k: v for k, v in known.items() if k in taken}))


class Settings:
    """`app.state.config` of the releases that have it: every switch is off."""

    USER_PERMISSIONS: ClassVar[dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return None


class Host:
    """One Open WebUI server without its front end, reached as the browser reaches it."""

    def __init__(self, data: Path) -> None:
        """Import the host with its data under `data` (created, migrated).

        Raises:
            ImportError: this is not an environment of `environment.sh`
        """
        data.mkdir(parents=True, exist_ok=True)
        os.environ.update(SETTINGS, DATA_DIR=str(data), STATIC_DIR=str(data / "static"))
        warnings.simplefilter("ignore")
        self.database = data / "webui.db"
        self.plugin = module("utils.plugin")
        self.version = str(module("env").VERSION)
        self.user: Any = None
        fastapi = importlib.import_module("fastapi")
        auth = module("utils.auth")
        self.app = fastapi.FastAPI()
        for kind in ("functions", "tools"):
            self.app.include_router(module(f"routers.{kind}").router, prefix=f"/{kind}")
        for asked in (auth.get_admin_user, auth.get_verified_user):
            self.app.dependency_overrides[asked] = lambda: self.user
        state = self.app.state
        state.config, state.redis, state.instance_id = Settings(), None, "conformance"
        for cache in ("FUNCTIONS", "FUNCTION_CONTENTS", "TOOLS", "TOOL_CONTENTS"):
            setattr(state, cache, {})
        state.MODELS = {"m1": base_model()}
        state.BASE_MODELS = []
        logging.disable(logging.NOTSET)
        self._meet_pip()

    def _meet_pip(self) -> None:
        """Let the host hand its requirements to pip's own reader, which refuses as pip does."""
        self.requirements: list[str] = []
        read = importlib.import_module("pip._internal.req.constructors").install_req_from_line

        def check_call(command: list[str]) -> None:
            wanted = command[command.index("install") + 1 :]
            self.requirements.extend(wanted)
            for requirement in wanted:
                read(requirement)

        self.plugin.subprocess = type("Subprocess", (), {"check_call": staticmethod(check_call)})
        self.plugin.OFFLINE_MODE = False

    async def sign_in(self) -> None:
        """Make sure that the administrator exists who installs and uses everything."""
        users = module("models.users").Users
        self.user = await settle(users.get_user_by_id("u1"))
        if self.user is None:
            await settle(users.insert_new_user("u1", "Admin", "a@example.org", role="admin"))
            self.user = await settle(users.get_user_by_id("u1"))

    def request(self) -> Any:
        """Return a request to the server, as its routes get it."""
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
        starlette = importlib.import_module("starlette.requests")
        return starlette.Request({**scope, "app": self.app, "state": {}})

    async def http(self, method: str, path: str, body: Any = None) -> tuple[Any, str | None]:
        """Call a route; returns its answer and, if it refused or failed, why."""
        httpx = importlib.import_module("httpx")
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://probe", trust_env=False
        ) as client:
            try:
                answer = await client.request(method, path, json=body)
            except Exception as error:
                return None, said(error)
        if answer.status_code != 200:
            return None, said(str(answer.json().get("detail", answer.text)))
        return answer.json(), None

    async def emitters(self) -> dict[str, Any]:
        """Return the host's own emitter and caller for a chat that nobody has open."""
        sockets = module("socket.main")
        return {
            "__event_emitter__": await settle(sockets.get_event_emitter(METADATA)),
            "__event_call__": await settle(sockets.get_event_call(METADATA)),
        }

    async def extra(self, names: set[str]) -> dict[str, Any]:
        """Return values for the parameters available at a call site."""
        known: dict[str, Any] = {
            **await self.emitters(),
            "__user__": self.user.model_dump(),
            "__metadata__": dict(METADATA),
            "__request__": self.request(),
            "__model__": base_model(),
            "__messages__": [{"role": "user", "content": "hi"}],
            "__files__": [],
            "__id__": PROBE,
        }
        return {name: known.get(name, {}) for name in sorted(names)}


def base_model() -> dict[str, Any]:
    """The one model that exists."""
    return {"id": "m1", "name": "m1", "owned_by": "openai", "info": {"meta": {}}, "actions": []}
