"""What happens to a component's imports: rewritten text, moved and missing modules."""

from __future__ import annotations

from tests.conformance.table.base import Table

TABLE = Table("imports")
add = TABLE.add
MODEL = "from pydantic import BaseModel, Field"


def at_top(*lines: str) -> str:
    """Return the base's imports and more."""
    return "\n".join([*lines, "", MODEL])


def in_pipe(*lines: str) -> str:
    """Return an entry point that imports when it runs."""
    body = "\n".join(f"    {line}" for line in lines)
    return f"async def pipe(self, body: dict) -> str:\n{body}\n    return self.valves.greeting"


RELATIVE = (
    ("relative-package", "from . import helpers"),
    ("relative-module", "from .helpers import greet"),
    ("relative-parent", "from ..helpers import greet"),
)
for name, line in RELATIVE:
    for kind in ("pipe", "tools", "pipeline") if name == "relative-module" else ("pipe",):
        add(f"{name}-{kind}", kind, f"Imports: {line}", "OWU007", imports=at_top(line))
add("relative-at-run", "pipe", "A relative import inside the entry point", "OWU007",
    methods=in_pipe("from .helpers import greet"))  # fmt: skip

# What the host's text replacement (`from utils`, `from apps`, `from main`, `from config`) makes.
for name, says, code, line in (
    ("configparser", "Rewritten to open_webui.configparser", "OWU605", "from configparser import ConfigParser"),
    ("configparser-error", "Rewritten, another name", "OWU605", "from configparser import NoSectionError"),
    ("utils", "Rewritten to what is meant", "", "from utils.misc import get_last_user_message"),
    ("config", "Rewritten to what is meant", "", "from config import CACHE_DIR"),
    ("apps", "Rewritten to a package gone since 0.5.0", "OWU601", "from apps.webui.models.users import Users"),
):  # fmt: skip
    add(f"rewritten-{name}", "pipe", says, *filter(None, [code]), imports=at_top(line))
add("rewritten-tools", "tools", "Rewritten in a tool", "OWU605",
    imports=at_top("from configparser import ConfigParser"))  # fmt: skip
add("rewritten-at-run", "pipe", "Rewritten inside the entry point", "OWU605",
    methods=in_pipe("from configparser import ConfigParser"))  # fmt: skip
add("not-rewritten-configparser", "pipe", "The plain import is left alone",
    imports=at_top("import configparser"), before="PARSER = configparser.ConfigParser()")  # fmt: skip
add("not-rewritten-pipeline", "pipeline", "The Pipelines server rewrites nothing",
    imports=at_top("from configparser import ConfigParser"))  # fmt: skip
add("rewritten-text", "pipe", "A prompt that the replacement changes", warns=("OWU606",),
    before='PROMPT = "Take the words from utils and nothing else"')  # fmt: skip

GONE = (
    ("moved-models", "OWU601", "from open_webui.apps.webui.models.users import Users"),
    ("moved-auth", "OWU601", "from open_webui.utils.utils import get_verified_user"),
    ("moved-connector", "OWU601", "from open_webui.retrieval.vector.connector import VECTOR_DB_CLIENT"),
    ("moved-action", "OWU601|OWU602", "from open_webui.utils.chat import chat_action"),
    ("moved-specs", "OWU601|OWU602", "from open_webui.utils.tools import get_tools_specs"),
    ("moved-config", "OWU601|OWU602", "from open_webui.config import PersistentConfig"),
    ("moved-images", "OWU601|OWU602", "from open_webui.routers.images import load_b64_image_data"),
    ("removed-schemas", "OWU602", "from open_webui.utils.schemas import OpenAIChatMessage"),
    ("removed-documents", "OWU602", "from open_webui.models.documents import Documents"),
    ("removed-wrappers", "OWU602", "import open_webui.internal.wrappers"),
    ("removed-access", "OWU602", "import open_webui.utils.db.access_control"),
    ("removed-users", "OWU601|OWU602", "from open_webui.utils.access_control import get_users_with_access"),
)  # fmt: skip
for name, code, line in GONE:
    add(name, "pipe", f"Imports: {line}", code, imports=at_top(line))
NEW = (
    ("new-actions", "from open_webui.utils.actions import chat_action"),
    ("new-config", "from open_webui.models.config import Config"),
    ("new-grants", "from open_webui.models.access_grants import AccessGrants"),
    ("new-events", "import open_webui.events"),
)
for name, line in NEW:
    add(name, "pipe", f"Imports: {line}", "OWU602", imports=at_top(line))
for name, line in (
    ("kept-users", "from open_webui.models.users import Users"),
    ("kept-module", "import open_webui.models.chats"),
    ("kept-misc", "from open_webui.utils.misc import get_last_user_message"),
    ("kept-env", "from open_webui.env import SRC_LOG_LEVELS"),
):
    add(name, "pipe", f"Imports: {line}", imports=at_top(line))

add("guarded", "pipe", "A module that is gone, in a try",
    imports=at_top("try:", "    from open_webui.utils.schemas import OpenAIChatMessage",
                   "except ImportError:", "    OpenAIChatMessage = None"))  # fmt: skip
add("guarded-third-party", "pipe", "A package that is not there, in a try",
    imports=at_top("try:", "    import conformance_absent", "except ImportError:",
                   "    conformance_absent = None"))  # fmt: skip
add("removed-at-run", "pipe", "A module that is gone, inside the entry point", "OWU602",
    methods=in_pipe("from open_webui.utils.schemas import OpenAIChatMessage"))  # fmt: skip
add("removed-value", "pipe", "A log level by its name: the dictionary is empty since 0.6.42",
    "OWU610", imports=at_top("import logging", "from open_webui.env import SRC_LOG_LEVELS"),
    before='logging.getLogger(__name__).setLevel(SRC_LOG_LEVELS["MAIN"])')  # fmt: skip
add("removed-value-get", "pipe", "A log level with a way out",
    imports=at_top("import logging", "from open_webui.env import SRC_LOG_LEVELS"),
    before='logging.getLogger(__name__).setLevel(SRC_LOG_LEVELS.get("MAIN", "INFO"))')  # fmt: skip
add("future-annotations", "pipe", "A future import below the header",
    imports=at_top("from __future__ import annotations"))  # fmt: skip
add("standard-library", "pipe", "Only the standard library",
    imports=at_top("import asyncio", "import json", "import re"))  # fmt: skip
add("star", "pipe", "A star import", imports=at_top("from typing import *"))
for name, line in (
    ("server-module", "from utils.pipelines.main import get_last_user_message"),
    ("server-schemas", "from schemas import OpenAIChatMessage"),
):
    add(name, "pipeline", f"Imports of the Pipelines server: {line}", imports=at_top(line))
