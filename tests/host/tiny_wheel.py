"""A wheel small enough to read, laid out like Open WebUI's: written here, nothing of it is theirs."""

from __future__ import annotations

import zipfile
from pathlib import Path
from textwrap import dedent

PLUGIN = """
from __future__ import annotations

def load_tool_module_by_id(content, module):
    try:
        exec(content, module.__dict__)
        if hasattr(module, "Tools"):
            return module.Tools()
    finally:
        sys.modules.pop("name", None)

def load_function_module_by_id(module):
    if hasattr(module, "Pipe"):
        return module.Pipe()
    elif hasattr(module, "Event"):
        return module.Event()
"""

FUNCTIONS = """
async def list_pipes(function_module):
    return await function_module.pipes()

async def generate_function_chat_completion(form_data, user, emitter):
    metadata = form_data.pop("metadata", {})
    def get_params(function_module, form_data, extra_params=None):
        if extra_params is None:
            extra_params = {}
        sig = inspect.signature(function_module.pipe)
        return {"body": form_data} | {k: v for k, v in extra_params.items() if k in sig.parameters}

    extra_params = {"__user__": user, "__event_emitter__": emitter}
    extra_params["__tools__"] = await get_tools({**extra_params, "__model__": "m"})
    return get_params(None, form_data, extra_params)
""".replace("get_params(", "get_function_params(")

FILTER = """
def get_filter_params(sig, filter_id, filter_type, form_data, extra_params):
    return {
        k: v
        for k, v in {**extra_params, "__id__": filter_id}.items()
        if k in sig.parameters
    }

async def process_filter_functions(filter_type, form_data, extra_params):
    return get_filter_params(None, "f", filter_type, form_data, extra_params)
"""

MIDDLEWARE = """
MODE = "native" == "legacy"

async def process_chat_payload(form_data, user):
    form_data.pop("chat_id", None)
    extra_params = {"__user__": user}
    await process_filter_functions(filter_type="inlet", form_data=1, extra_params=extra_params)
    form_data.pop("files", None)
    extra_params["__features__"] = {}
    await process_filter_functions(filter_type="request", form_data=1, extra_params=extra_params)
    await get_tools({**extra_params, "__files__": []})

async def again(user):
    await process_filter_functions("request", 1, {"__user__": user} if user else None)
"""

TOOLS = """
def get_functions_from_tool(tool):
    return [name for name in dir(tool) if not name.startswith("_")]

async def get_tools(extra_params):
    return bind_to(None, {**extra_params, "__id__": "t"})

async def builtin_tools():
    return bind_to(None, {"__user__": 1})

def bind_to(function, extra_params):
    extra_params = {k: v for k, v in extra_params.items() if k in sig.parameters}
""".replace("bind_to", "get_async_tool_function_and_apply_extra_params")

ACTIONS = """
async def chat_action(user, model):
    sig = inspect.signature(action)
    params = {"body": 1}
    extra_params = {"__model__": model}
    for key, value in extra_params.items():
        if key in sig.parameters:
            params[key] = value
    if "__user__" in sig.parameters:
        params = {**params, "__user__": user}
"""

SOCKET = """
def get_event_emitter(info):
    async def emit(event):
        if event["type"] == "status":
            await asyncio.to_thread(Chats.add_message_status_to_chat, event)
        elif event["type"] in ("source", "citation"):
            await Chats.upsert_message_to_chat_by_id(event)
        if event["type"] == "notification":
            return None
    return emit

async def get_event_call(info):
    async def call(event):
        return {"error": "gone"}
    return call
"""

USERS = """
from typing import TYPE_CHECKING, Optional
from open_webui.internal.base import Table as Base
if TYPE_CHECKING:
    from fastapi import Request

class UsersTable(Base):
    async def get_user_by_id(self, id: str, db: Optional[object] = None): ...
    def is_active(self, user, /, *, strict=False, **options): ...
    @staticmethod
    def hashed(text): ...
    @property
    def name(self): ...

Users = UsersTable()

class Level(Enum):
    def up(self): ...

LEVEL = Level("high")

def first(*names): ...
async def numbers():
    yield 1
FIRST = first
LIMIT: int = 3
UNSET: int
try:
    import orjson as json
except ImportError:
    import json
"""

BASE = """
from sqlalchemy import *

class Table:
    async def count(self): ...
"""

CHUNK = (
    'const F=t("status");let A=e=>{};'
    "const Z=async(y,A)=>{var n,m;const Q=((n=y==null?void 0:y.data)==null?void 0:n.type)??null,"
    "d=((m=y==null?void 0:y.data)==null?void 0:m.data)??null;"
    'if(Q==="status")p.push(d);else if(Q==="message"||Q==="chat:message:delta")p.c+=d.content;'
    'else if(Q==="input")A(d.title,`${d.value}`);else Q.startsWith("terminal:")&&T(Q);'
    "};"
    'on.on("events",Z);'
    '((r=(q=s.properties[k])==null?void 0:q.input)==null?void 0:r.type)==="password"'
)

FILES = {
    "open_webui/__init__.py": "",
    "open_webui/env.py": "SRC_LOG_LEVELS = {}\n",
    "open_webui/main.py": (
        "app.state.MODELS = {}\n"
        "async def chat_completion(form_data, user):\n"
        '    form_data.pop("session_id", None)\n'
        "    return await process_chat_payload(form_data, user)\n"
    ),
    "open_webui/functions.py": FUNCTIONS,
    "open_webui/events.py": (
        "async def dispatch_event_functions(event, request):\n"
        '    extra = {"event": event, "__request__": request}\n'
        "    params = {k: v for k, v in extra.items() if kwargs or k in sig.parameters}\n"
        'DEFINITIONS = [EventDefinition(name="user.created"), EventDefinition(name="user.gone")]\n'
    ),
    "open_webui/utils/plugin.py": PLUGIN,
    "open_webui/utils/filter.py": FILTER,
    "open_webui/utils/middleware.py": MIDDLEWARE,
    "open_webui/utils/tools.py": TOOLS,
    "open_webui/utils/actions.py": ACTIONS,
    "open_webui/socket/main.py": SOCKET,
    "open_webui/models/users.py": USERS,
    "open_webui/internal/base.py": BASE,
    "open_webui/migrations/env.py": "def run(): ...\n",
    "open_webui/frontend/_app/immutable/chunks/abc.js": CHUNK,
}

METADATA = """
Metadata-Version: 2.4
Name: open-webui
Version: {release}
Requires-Dist: Pydantic==2.1
Requires-Dist: httpx[http2]<1,>=0.28
Requires-Dist: pgvector==0.4; extra == 'all'
Requires-Dist: pywin32==3; sys_platform == 'win32'
"""


def build(folder: Path, release: str, **changed: str) -> Path:
    """Write the wheel of `release`; `changed` maps file names, `__` for `/`, to other contents."""
    path = folder / f"open_webui-{release}-py3-none-any.whl"
    files = FILES | {name.replace("__", "/") + ".py": text for name, text in changed.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text if name.endswith(".js") else dedent(text))
        metadata = METADATA.format(release=release).lstrip()
        archive.writestr(f"open_webui-{release}.dist-info/METADATA", metadata)
    return path
