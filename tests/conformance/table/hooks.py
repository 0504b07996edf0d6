"""How the host calls the entry points: payload, further parameters, what may stand in their place."""

from __future__ import annotations

from tests.conformance.table.base import Table

TABLE = Table("hooks")
add = TABLE.add

# entry point: kind, payload, what it returns
HOOKS = {
    "pipe": ("pipe", "body", '"hello"'),
    "inlet": ("filter", "body", "body"),
    "stream": ("filter", "event", "event"),
    "outlet": ("filter", "body", "body"),
    "action": ("action", "body", "None"),
}

for hook, (kind, payload, value) in HOOKS.items():
    renamed = value if value != payload else "data"
    for name, says, codes, parameters, result in (
        ("renamed", "has another name", ("OWU302",), "data", renamed),
        ("missing", "is missing", ("OWU302",), "", '{"a": 1}' if value == payload else value),
        ("positional", "is positional-only", ("OWU302",), f"{payload}, /", value),
        ("keyword", "is keyword-only", (), f"*, {payload}", value),
        ("starred", "disappears in *args", ("OWU302",), "*args", "args[0]"),
        ("kwargs", "arrives in **kwargs", (), "**kwargs", f'kwargs["{payload}"]' if value == payload else value),
        ("extra", "stands beside a parameter nobody passes", ("OWU308",), f"{payload}, user_id", value),
        ("optional", "stands beside a parameter with a default", (), f"{payload}, limit=3", value),
        ("typed", "has a type", (), f"{payload}: dict[str, object]", value),
    ):  # fmt: skip
        add(
            f"{hook}-{name}",
            kind,
            f"The payload of {hook} {says}",
            *codes,
            methods=f"async def {hook}({', '.join(filter(None, ['self', parameters]))}):\n"
            f"    return {result}",
        )
    add(
        f"{hook}-sync",
        kind,
        f"{hook} is no coroutine",
        methods=f"def {hook}(self, {payload}):\n    return {value}",
    )
    add(
        f"{hook}-reads-kwargs",
        kind,
        f"{hook} looks for the user in **kwargs",
        "OWU305",
        methods=f"async def {hook}(self, {payload}, **kwargs):\n"
        f'    print(kwargs["__user__"]["name"])\n    return {value}',
    )
    add(
        f"{hook}-static",
        kind,
        f"{hook} is a static method",
        methods=f"@staticmethod\nasync def {hook}({payload}):\n    return {value}",
    )
    add(
        f"{hook}-class-method",
        kind,
        f"{hook} is a class method",
        methods=f"@classmethod\nasync def {hook}(cls, {payload}):\n    return {value}",
    )
    add(
        f"{hook}-assigned",
        kind,
        f"{hook} is assigned from another method",
        methods=f"async def run(self, {payload}):\n    return {value}\n\n{hook} = run",
    )
    add(
        f"{hook}-sync-wrapper",
        kind,
        f"{hook} hides behind a decorator that is no coroutine",
        "OWU320",
        before="import functools\n\n\ndef traced(function):\n    @functools.wraps(function)\n"
        "    def wrapper(*args, **kwargs):\n        return function(*args, **kwargs)\n\n"
        "    return wrapper",
        methods=f"@traced\nasync def {hook}(self, {payload}):\n    return {value}",
    )
    add(
        f"{hook}-async-wrapper",
        kind,
        f"{hook} hides behind a decorator that is a coroutine",
        before="import functools\n\n\ndef traced(function):\n    @functools.wraps(function)\n"
        "    async def wrapper(*args, **kwargs):\n        return await function(*args, **kwargs)\n\n"
        "    return wrapper",
        methods=f"@traced\nasync def {hook}(self, {payload}):\n    return {value}",
    )

for plain in ("user", "request", "event_emitter"):
    add(
        f"pipe-plain-{plain.replace('_', '-')}",
        "pipe",
        f"A host name without its underscores: {plain}",
        "OWU303",
        methods=f"async def pipe(self, body: dict, {plain}=None):\n    return 'hello'",
    )
add(
    "pipe-of-pipelines",
    "pipe",
    "The signature of the Pipelines server",
    "OWU308",
    methods="def pipe(self, user_message, model_id, messages, body):\n    return user_message",
)
add(
    "event-kwargs",
    "event",
    "An event function gets everything in **kwargs",
    earlier={"0.10.0": ("OWU322",)},
    methods='async def event(self, **kwargs):\n    print(kwargs["__event_name__"], kwargs["event"])',
)
add(
    "event-name-only",
    "event",
    "An event function that takes the name alone",
    earlier={"0.10.0": ("OWU322",)},
    methods="async def event(self, __event_name__):\n    print(__event_name__)",
)
add(
    "event-extra",
    "event",
    "An event function with a parameter nobody passes",
    "OWU308",
    earlier={"0.10.0": ("OWU322",)},
    methods="async def event(self, event, name):\n    print(event, name)",
)
add(
    "event-sync",
    "event",
    "An event function that is no coroutine",
    earlier={"0.10.0": ("OWU322",)},
    methods="def event(self, event):\n    print(event)",
)
add(
    "filter-near-miss",
    "filter",
    "The hook is called inlets",
    "OWU301|OWU322",
    methods="async def inlets(self, body):\n    return body",
)
add(
    "filter-all-hooks",
    "filter",
    "Every hook of a filter",
    methods="\n".join(
        f"async def {hook}(self, {payload}):\n    return {payload}\n"
        for hook, payload in (("inlet", "body"), ("stream", "event"), ("outlet", "body"))
    ),
)
add(
    "filter-request",
    "filter",
    "The request hook beside inlet",
    methods="async def inlet(self, body):\n    return body\n\n"
    "async def request(self, body):\n    return body",
    earlier={"0.11.2": ("OWU119|OWU322",)},
)
add(
    "pipe-unused-hook",
    "pipe",
    "A hook of the Pipelines server in a pipe",
    warns=("OWU322",),
    methods='async def on_startup(self):\n    print("never")\n\n'
    'async def pipe(self, body):\n    return "hello"',
)
add(
    "pipe-twice",
    "pipe",
    "The entry point is defined twice",
    warns=("OWU322",),
    methods='async def pipe(self, body):\n    return "old"\n\n'
    'async def pipe(self, body):\n    return "new"',
)
add(
    "pipe-property",
    "pipe",
    "The entry point is a property that gives a function",
    methods='@property\ndef pipe(self):\n    return self.run\n\nasync def run(self, body):\n    return "hello"',
)
add(
    "pipe-lambda",
    "pipe",
    "The entry point is a lambda",
    methods='pipe = lambda self, body: "hello"',
)
add(
    "pipe-set-in-init",
    "pipe",
    "The constructor sets the entry point",
    init="def __init__(self):\n    self.valves = self.Valves()\n    self.pipe = self.run",
    methods='async def run(self, body):\n    return "hello"',
)
for kind, hook, parameters, value in (
    ("pipe", "pipe", "body", "'hello'"),
    ("filter", "inlet", "body", "body"),
    ("action", "action", "body", "None"),
):
    add(
        f"{hook}-from-mixin",
        kind,
        f"A mixin of the file brings {hook}",
        before=f"class Mixin:\n    async def {hook}(self, {parameters}):\n        return {value}",
        opening=f"class {kind.title()}(Mixin):",
        methods="",
    )
