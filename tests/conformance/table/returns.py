"""What an entry point gives back, and what becomes of it."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from tests.conformance.table.base import Table

TABLE = Table("returns")
add = TABLE.add

PAYLOADS = {"inlet": "body", "stream": "event", "outlet": "body"}
UNSEEN = '"choices" not in {0} and "messages" not in {0}'
"""False for what the host sends in the probe, so that the other path runs."""


def hook(name: str, body: str, *, sync: bool = False) -> str:
    """Return a filter's hook with this body; `PAYLOAD` stands for its parameter."""
    lines = body.replace("UNSEEN", UNSEEN.format("PAYLOAD")).replace("PAYLOAD", PAYLOADS[name])
    inner = "\n".join(f"    {line}" if line else "" for line in lines.splitlines())
    return f"{'' if sync else 'async '}def {name}(self, {PAYLOADS[name]}: dict):\n{inner}"


LOSING = (
    ("nothing", "has no return", 'PAYLOAD["seen"] = True'),
    ("pass", "does nothing", "pass"),
    ("none", "returns None", "return None"),
    ("bare", "has a bare return", 'PAYLOAD["seen"] = True\nreturn'),
    ("one-branch", "returns in one branch", "if UNSEEN:\n    return PAYLOAD"),
    ("early", "leaves early with nothing", "if not (UNSEEN):\n    return\nreturn PAYLOAD"),
    ("after-raise", "returns only if an exception comes", "try:\n    print(len(PAYLOAD))\nexcept TypeError:\n    return PAYLOAD"),
    ("loop", "returns only inside a loop", "for _ in ():\n    return PAYLOAD"),
    ("else-missing", "returns in if and elif", "if UNSEEN:\n    return PAYLOAD\nelif PAYLOAD is None:\n    return PAYLOAD"),
)  # fmt: skip
KEEPING = (
    ("both-branches", "returns in both branches", "if UNSEEN:\n    return PAYLOAD\nelse:\n    return PAYLOAD"),
    ("try-except", "returns in try and except", "try:\n    return PAYLOAD\nexcept Exception:\n    return PAYLOAD"),
    ("try-finally", "returns after finally", "try:\n    print(len(PAYLOAD))\nfinally:\n    print(1)\nreturn PAYLOAD"),
    ("while-true", "returns out of an endless loop", "while True:\n    return PAYLOAD"),
    ("raise", "raises on the other path", "if UNSEEN:\n    raise ValueError\nreturn PAYLOAD"),
    ("with", "returns inside with", "import contextlib\n\nwith contextlib.ExitStack():\n    return PAYLOAD"),
    ("copy", "returns a copy", "return {**PAYLOAD}"),
    ("local", "returns a local", "changed = dict(PAYLOAD)\nreturn changed"),
    ("conditional", "returns a conditional expression", "return PAYLOAD if PAYLOAD else {}"),
    ("match", "returns in every case", "match PAYLOAD:\n    case {}:\n        return PAYLOAD\n    case _:\n        return PAYLOAD"),
)  # fmt: skip
for name in PAYLOADS:
    for id_, says, body in LOSING:
        add(f"{name}-{id_}", "filter", f"{name} {says}", "OWU312", methods=hook(name, body))
    for id_, says, body in KEEPING:
        add(f"{name}-{id_}", "filter", f"{name} {says}", methods=hook(name, body))
    add(f"{name}-generator", "filter", f"{name} yields", "OWU313", methods=hook(name, "yield PAYLOAD", sync=True))  # fmt: skip
    add(f"{name}-async-generator", "filter", f"{name} yields, async", "OWU313", methods=hook(name, "yield PAYLOAD"))  # fmt: skip
    add(f"{name}-helper", "filter", f"{name} returns what a method gives", methods=hook(
        name, "return await self.changed(PAYLOAD)") + "\n\nasync def changed(self, data):\n    return data")  # fmt: skip
add("inlet-sync-nothing", "filter", "A sync inlet has no return", "OWU312",
    methods=hook("inlet", 'PAYLOAD["seen"] = True', sync=True))  # fmt: skip

PIPE = (
    ("text", "text", (), "return 'hello'"),
    ("dict", "a completion", (), "return {'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': 'hello'}}]}"),
    ("list", "a list", ("OWU319",), "return ['hello']"),
    ("none", "nothing", ("OWU319",), "print(body)"),
    ("model", "a model", ("OWU319",), "class Reply(BaseModel):\n    text: str\n\nreturn Reply(text='hello')"),
    ("generator", "a generator", (), "def words():\n    yield 'hello'\n\nreturn words()"),
    ("yields", "chunks", (), "yield 'hello'"),
    ("yields-dict", "chunks that are dictionaries", (), "yield {'choices': [{'index': 0, 'delta': {'content': 'hello'}}]}"),
    ("iterator", "an iterator", (), "return iter(['hello'])"),
    ("streaming", "a streaming response", (), "from starlette.responses import StreamingResponse\n\nreturn StreamingResponse(iter(['data: {\"choices\": [{\"delta\": {\"content\": \"hello\"}}]}\\n\\n']))"),
    ("raise", "only an exception", (), "raise NotImplementedError"),
)  # fmt: skip
for id_, says, codes, body in PIPE:
    inner = "\n".join(f"    {line}" if line else "" for line in body.splitlines())
    if id_ == "raise":
        continue
    for sync in (False, True):
        head = f"{'' if sync else 'async '}def pipe(self, body: dict):"
        add(f"pipe-{id_}{'-sync' if sync else ''}", "pipe", f"The pipe gives {says}", *codes,
            methods=f"{head}\n{inner}")  # fmt: skip

PIPES = (
    ("list", "a list on the class", (), "pipes = [{'id': 'one', 'name': 'One'}]"),
    ("method", "a method", (), "def pipes(self):\n    return [{'id': 'one', 'name': 'One'}]"),
    ("async", "a coroutine", (), "async def pipes(self):\n    return [{'id': 'one', 'name': 'One'}]"),
    ("property", "a property", (), "@property\ndef pipes(self):\n    return [{'id': 'one', 'name': 'One'}]"),
    ("no-id", "an entry without id", ("OWU314",), "def pipes(self):\n    return [{'name': 'One'}]"),
    ("no-name", "an entry without name", ("OWU314",), "def pipes(self):\n    return [{'id': 'one'}]"),
    ("no-name-list", "an entry without name on the class", ("OWU314",), "pipes = [{'id': 'one'}]"),
    ("strings", "entries that are strings", ("OWU314",), "def pipes(self):\n    return ['one', 'two']"),
    ("second", "a second entry without name", ("OWU314",), "def pipes(self):\n    return [{'id': 'one', 'name': 'One'}, {'id': 'two'}]"),
)  # fmt: skip
for id_, says, codes, body in PIPES:
    add(f"pipes-{id_}", "pipe", f"The models are {says}", *codes,
        methods=f"{body}\n\nasync def pipe(self, body: dict) -> str:\n    return 'hello'")  # fmt: skip
add("pipes-in-init", "pipe", "The constructor sets the models",
    init="def __init__(self):\n    self.valves = self.Valves()\n    self.name = 'Probe '\n"
    "    self.pipes = [{'id': 'one', 'name': 'One'}]")  # fmt: skip
add("pipes-in-init-no-name", "pipe", "The constructor sets models without name", "OWU314",
    init="def __init__(self):\n    self.valves = self.Valves()\n    self.pipes = [{'id': 'one'}]")  # fmt: skip

ACTIONS = (
    ("list", "two buttons", (), "[{'id': 'one', 'name': 'One'}, {'id': 'two'}]"),
    ("no-id", "a button without id", ("OWU315",), "[{'name': 'One'}]"),
    ("dot", "a button with a dot in its id", ("OWU315",), "[{'id': 'one.two'}]"),
    ("second-dot", "a second button with a dot", ("OWU315",), "[{'id': 'one'}, {'id': 'a.b'}]"),
)
for id_, says, codes, value in ACTIONS:
    add(f"actions-{id_}", "action", f"The action has {says}", *codes, before="",
        methods=f"actions = {value}\n\nasync def action(self, body: dict):\n    return None")  # fmt: skip
    add(f"actions-{id_}-init", "action", f"The constructor gives the action {says}", *codes,
        init=f"def __init__(self):\n    self.valves = self.Valves()\n    self.actions = {value}")  # fmt: skip
for id_, says, value, warns in (
    ("messages", "messages", "{'messages': [{'id': 'm', 'content': 'hello'}]}", ()),
    ("content", "content, which is dropped", "{'content': 'hello'}", ("OWU321",)),
    ("messages-no-id", "messages without id", "{'messages': [{'content': 'hello'}]}", ("OWU321",)),
    ("text", "text", "'hello'", ()),
):
    add(f"action-{id_}", "action", f"The action returns {says}", warns=warns,
        methods=f"async def action(self, body: dict):\n    return {value}")  # fmt: skip
