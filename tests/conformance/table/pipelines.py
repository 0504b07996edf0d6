"""What the Pipelines server loads, lists, calls and awaits."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from typing import Any

from tests.conformance.table.base import INIT, METHODS, Table

TABLE = Table("pipelines")

PIPE = METHODS["pipeline"]
FILTER_VALVES = """
pipelines: list[str] = Field(default=["*"], description="Models it stands before")
priority: int = Field(default=0, description="Order among filters")
"""
NO_VALVES = {"settings": "", "init": "", "imports": ""}


def add(id: str, says: str, *codes: str, **parts: Any) -> None:  # noqa: A002
    """Add a row of the kind pipeline."""
    TABLE.add(id, "pipeline", says, *codes, **parts)


def init(*lines: str) -> str:
    """Return the good constructor with more lines."""
    return INIT + "\n".join(f"    {line}" for line in lines)


for name, says, codes, parameters in (
    ("swapped", "in another order", (), "body, messages, model_id, user_message"),
    ("keyword-only", "keyword-only", (), "*, user_message, model_id, messages, body"),
    ("kwargs", "in **kwargs", (), "**kwargs"),
    ("renamed", "with another name", ("OWU309",), "message, model_id, messages, body"),
    ("missing", "with one missing", ("OWU309",), "user_message, messages, body"),
    ("body-only", "as in a Function", ("OWU309",), "body"),
    ("positional", "positional-only", ("OWU309",), "user_message, model_id, messages, body, /"),
    ("starred", "in *args", ("OWU309",), "*args"),
    ("extra", "and one nobody passes", ("OWU308|OWU309",), "user_message, model_id, messages, body, user"),
    ("optional", "and one with a default", (), "user_message, model_id, messages, body, limit=3"),
    ("emitter", "and an emitter", ("OWU309",), "user_message, model_id, messages, body, __event_emitter__"),
    ("emitter-default", "and an emitter with a default", ("OWU309",), "user_message, model_id, messages, body, __event_emitter__=None"),
    ("user-default", "and __user__ with a default", ("OWU309",), "user_message, model_id, messages, body, __user__=None"),
):  # fmt: skip
    add(f"pipe-{name}", f"The pipe takes its four parameters {says}", *codes,
        methods=f"def pipe(self, {parameters}):\n    return 'hello'")  # fmt: skip

for name, says, codes, head, body in (
    ("async", "a coroutine", ("OWU311",), "async def", "return 'hello'"),
    ("async-generator", "an async generator", ("OWU311",), "async def", "yield 'hello'"),
    ("generator", "a generator", (), "def", "yield 'hello'"),
    ("iterator", "gives an iterator", (), "def", "return iter(['hello'])"),
    ("none", "gives nothing", ("OWU319",), "def", "print(body)"),
    ("list", "gives a list", ("OWU319",), "def", "return ['hello']"),
    ("dict", "gives a dictionary", ("OWU319",), "def", "return {'choices': []}"),
    ("yields-event", "yields an event", (), "def", "yield {'event': {'type': 'status', 'data': {'description': 'on it', 'done': True}}}\n    yield 'hello'"),
):  # fmt: skip
    add(f"pipe-{name}", f"The pipe {'is ' * (not says.startswith(('gives', 'yields')))}{says}", *codes,
        methods=f"{head} pipe(self, user_message, model_id, messages, body):\n    {body}")  # fmt: skip

for hook in ("on_startup", "on_shutdown", "on_valves_updated"):
    name = hook.replace("_", "-")
    add(name, f"{hook} is a coroutine", methods=f"async def {hook}(self):\n    pass\n\n{PIPE}")
    add(
        f"{name}-sync",
        f"{hook} is none",
        "OWU310",
        methods=f"def {hook}(self):\n    pass\n\n{PIPE}",
    )
    add(f"{name}-argument", f"{hook} needs an argument", "OWU308|OWU309",
        methods=f"async def {hook}(self, app):\n    pass\n\n{PIPE}")  # fmt: skip

for hook in ("inlet", "outlet"):
    for name, says, codes, head, body in (
        ("good", "as it should be", (), f"async def {hook}(self, body, user=None)", "return body"),
        ("sync", "no coroutine", ("OWU310",), f"def {hook}(self, body, user=None)", "return body"),
        ("no-user", "without the user", ("OWU309",), f"async def {hook}(self, body)", "return body"),
        ("dunder-user", "with __user__ for user", (), f"async def {hook}(self, body, __user__=None)", "return body"),
        ("other-names", "with other names", (), f"async def {hook}(self, payload, who)", "return payload"),
        ("emitter", "with an emitter", ("OWU309",), f"async def {hook}(self, body, user, __event_emitter__)", "return body"),
        ("emitter-default", "with an emitter that has a default", ("OWU309",), f"async def {hook}(self, body, user, __event_emitter__=None)", "return body"),
        ("keyword-only", "keyword-only", ("OWU309",), f"async def {hook}(self, *, body, user)", "return body"),
        ("nothing", "without a return", ("OWU312",), f"async def {hook}(self, body, user=None)", "body['seen'] = True"),
    ):  # fmt: skip
        add(f"{hook}-{name}", f"{hook} {says}", *codes, valves=FILTER_VALVES,
            init=init('self.type = "filter"'), methods=f"{head}:\n    {body}")  # fmt: skip
add("inlet-beside-pipe", "An inlet in a pipe", methods=f"async def inlet(self, body, user=None):\n    return body\n\n{PIPE}")  # fmt: skip

for value in ("pipe", "Manifold", "pipeline", ""):
    add(
        f"type-{value.lower() or 'empty'}",
        f"The type is {value!r}",
        "OWU318",
        init=init(f'self.type = "{value}"'),
    )
add(
    "type-class-level",
    "The type is 'pipe' on the class",
    "OWU318",
    methods=f'type = "pipe"\n\n{PIPE}',
)
ONE = "[{'id': 'one', 'name': 'One'}]"
for name, says, codes, body in (
    ("list", "a list", (), f"self.pipelines = {ONE}"),
    ("no-name", "without name", ("OWU314",), "self.pipelines = [{'id': 'one'}]"),
    ("no-id", "without id", ("OWU314",), "self.pipelines = [{'name': 'One'}]"),
    ("missing", "missing", ("OWU301",), "self.id = 'many'"),
):
    add(f"manifold-{name}", f"The pipelines of a manifold are {says}", *codes,
        init=init('self.type = "manifold"', body))  # fmt: skip
for name, says, codes, head in (
    ("method", "a method", (), "def"),
    ("async", "a coroutine", ("OWU311",), "async def"),
):
    add(f"manifold-{name}", f"The pipelines of a manifold are {says}", *codes, init=init('self.type = "manifold"'),
        methods=f"{head} pipelines(self):\n    return {ONE}\n\n{PIPE}")  # fmt: skip
add("manifold-method-no-name", "The pipelines of a manifold come without name", "OWU314",
    init=init('self.type = "manifold"'), methods=f"def pipelines(self):\n    return [{{'id': 'one'}}]\n\n{PIPE}")  # fmt: skip
add("manifold-prefix", "A manifold with a prefix",
    init=init('self.type = "manifold"', 'self.name = "Probe: "', f"self.pipelines = {ONE}"))  # fmt: skip

INLET = "async def inlet(self, body, user=None):\n    return body"
add("filter", "A filter", valves=FILTER_VALVES, init=init('self.type = "filter"'), methods=INLET)
add("filter-without-pipelines", "A filter whose settings lack pipelines", "OWU217",
    init=init('self.type = "filter"'), methods=INLET)  # fmt: skip
add("filter-without-valves", "A filter without settings", **NO_VALVES,
    methods=f'type = "filter"\n\n{INLET}')  # fmt: skip
add("filter-without-hooks", "A filter that does nothing", "OWU301", valves=FILTER_VALVES,
    init=init('self.type = "filter"'), methods="")  # fmt: skip
add("without-valves", "No settings", **NO_VALVES,
    methods="def pipe(self, user_message, model_id, messages, body):\n    return 'hello'")  # fmt: skip

SILENT = PIPE.replace("{self.valves.greeting}", "hello")
OS = {
    "imports": "import os\nfrom typing import Optional, Union\n\nfrom pydantic import BaseModel, Field",
    "methods": SILENT,
}
for name, codes, valve in (
    ("none-string", ("OWU219",), "key: str = None"),
    ("environment", ("OWU219",), 'key: str = os.getenv("CONFORMANCE_ABSENT")'),
    ("environment-get", ("OWU219",), 'key: str = os.environ.get("CONFORMANCE_ABSENT")'),
    ("number-text", ("OWU219",), 'limit: int = "many"'),
    ("none-number", ("OWU219",), "limit: int = None"),
    ("none-list", ("OWU219",), "names: list[str] = None"),
    ("field-none", ("OWU219",), 'key: str = Field(default=None, description="The key")'),
    ("optional", (), "key: Optional[str] = None"),
    ("union", (), "key: Union[str, None] = None"),
    ("bar", (), "key: str | None = None"),
    ("fallback", (), 'key: str = os.getenv("CONFORMANCE_ABSENT", "none")'),
    ("or", (), 'key: str = os.getenv("CONFORMANCE_ABSENT") or "none"'),
    ("text-number", (), 'limit: int = "3"'),
    ("required", ("OWU204",), "key: str"),
):
    add(f"default-{name}", f"A setting: {valve}", *codes, valves=valve, **OS)
add("given-in-init", "The constructor gives every setting", valves="key: str", **OS,
    init='def __init__(self):\n    self.valves = self.Valves(**{"key": os.getenv("CONFORMANCE_ABSENT", "none")})')  # fmt: skip
add("given-in-init-none", "The constructor gives a setting the environment lacks", "OWU204|OWU219",
    valves="key: str", **OS,
    init='def __init__(self):\n    self.valves = self.Valves(**{"key": os.getenv("CONFORMANCE_ABSENT")})')  # fmt: skip
add("secret", "A setting that cannot be stored", "OWU206", imports="from pydantic import BaseModel, Field, SecretStr",
    methods=SILENT, valves='key: SecretStr = Field(default=SecretStr(""), description="The key")')  # fmt: skip
add(
    "set",
    "A setting that is a set",
    "OWU206",
    methods=SILENT,
    valves='names: set = Field(default={"a"}, description="Names")',
)
add("unannotated", "A setting without a type", "OWU205", methods=SILENT, valves="priority = 0")
