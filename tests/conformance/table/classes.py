"""Which class the loader finds, and whether it can make an instance of it."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from tests.conformance.table.base import METHODS, OPENINGS, Table, component

TABLE = Table("classes")
add = TABLE.add

NAMES = {
    "pipe": "Pipe",
    "filter": "Filter",
    "action": "Action",
    "event": "Event",
    "tools": "Tools",
    "pipeline": "Pipeline",
}
BEFORE_EVENTS = {"0.10.0": ("OWU322",)}

for kind, name in NAMES.items():
    # Event functions are not loaded before 0.10.0.
    earlier = BEFORE_EVENTS if kind == "event" else {}
    add(f"good-{kind}", kind, f"A good component of the kind {kind}", earlier=earlier)
    add(
        f"inherited-{kind}",
        kind,
        "The component class inherits everything from a base in the file",
        earlier=earlier,
        opening="class Base:",
        after=f"class {name}(Base):\n    pass",
    )
    add(
        f"assigned-{kind}",
        kind,
        "The component class is assigned under its name",
        earlier=earlier,
        opening="class Greeter:",
        after=f"{name} = Greeter",
    )
    add(
        f"conditional-{kind}",
        kind,
        "The component class stands in a block that runs",
        earlier=earlier,
        wrap="if len(__name__) > 0:",
    )
    add(
        f"in-function-{kind}",
        kind,
        "The component class is nested in a function",
        "OWU003",
        wrap="def build():",
    )
    add(
        f"init-arguments-{kind}",
        kind,
        "The constructor needs an argument",
        "OWU006",
        earlier={"0.10.0": ("OWU006|OWU322",)} if kind == "event" else {},
        init="def __init__(self, name):\n    self.valves = self.Valves()",
    )
    add(
        f"init-default-{kind}",
        kind,
        "The constructor has an argument with a default",
        earlier=earlier,
        init="def __init__(self, name='probe'):\n    self.valves = self.Valves()",
    )
    add(
        f"without-entry-{kind}",
        kind,
        "The component class has no entry point",
        "OWU301",
        earlier={"0.10.0": ("OWU301|OWU322",)} if kind == "event" else {},
        methods="",
    )

for kind in ("pipe", "tools", "pipeline"):
    add(
        f"init-async-{kind}",
        kind,
        "The constructor is async",
        "OWU006",
        init="async def __init__(self):\n    self.valves = self.Valves()",
    )
    add(
        f"init-starred-{kind}",
        kind,
        "The constructor takes starred arguments",
        init="def __init__(self, *args, **kwargs):\n    self.valves = self.Valves()",
    )

add(
    "init-keyword-only",
    "filter",
    "The constructor needs a keyword-only argument",
    "OWU006",
    init="def __init__(self, *, name):\n    self.valves = self.Valves()",
)
add(
    "init-inherited-arguments",
    "pipe",
    "The inherited constructor needs an argument",
    "OWU006",
    opening="class Base:",
    init="def __init__(self, name):\n    self.valves = self.Valves()",
    after="class Pipe(Base):\n    pass",
)
add(
    "init-inherited-answered",
    "pipe",
    "The inherited constructor's argument is given by the component's own",
    opening="class Base:",
    init="def __init__(self, name):\n    self.valves = self.Valves()",
    after="class Pipe(Base):\n    def __init__(self):\n        super().__init__('probe')",
)
add(
    "try-block",
    "pipe",
    "The class stands in a try block",
    wrap="try:",
    after="except OSError:\n    pass",
)

for id_, wrong, kind in (
    ("singular", "Tool", "tools"),
    ("lower", "pipe", "pipe"),
    ("upper", "PIPE", "pipe"),
    ("plural", "Filters", "filter"),
    ("prefixed", "MyAction", "action"),
    ("plural-event", "Events", "event"),
    ("plural-pipeline", "Pipelines", "pipeline"),
):
    add(
        f"named-{id_}",
        kind,
        f"The component class is called {wrong}",
        "OWU003",
        opening=f"class {wrong}:",
    )
add(
    "template-function",
    "pipe",
    "The template's Function class alone",
    "OWU008",
    opening="class Function:",
    settings='class Config(BaseModel):\n    """Settings."""\n\n{fields}',
    init="def __init__(self):\n    self.config = self.Config()",
    methods="async def execute(self, body: dict) -> str:\n    return self.config.greeting",
)
add("header-only", "pipe", "A header and a helper, no class", "OWU003", whole='''
    """
    title: Nothing to load
    author: owui-lint
    version: 0.1.0
    license: MIT
    """


    def pipe(body):
        return "hello"
''')  # fmt: skip

SECOND = "\n\nclass {}:\n    {}"
for first, second in (("pipe", "filter"), ("filter", "action"), ("pipe", "tools")):
    method = METHODS[second].replace("{self.valves.greeting}", "").replace("self.valves.", "str.")
    add(
        f"two-kinds-{first}-{second}",
        first,
        f"A second component class of the kind {second}",
        "OWU004",
        after=OPENINGS[second] + "\n" + "\n".join(f"    {line}" for line in method.splitlines()),
    )
add(
    "defined-twice",
    "pipe",
    "An older version of the class stands above",
    before="class Pipe:\n    async def pipe(self, body: dict) -> str:\n        return 'old'",
)

IMPORT = "from pydantic import BaseModel, Field"
for kind in ("action", "event"):
    add(
        f"shadowed-by-import-{kind}",
        kind,
        "An imported Filter, which the loader prefers",
        "OWU005",
        imports=f"from logging import Filter\n\n{IMPORT}",
        earlier={"0.10.0": ("OWU005|OWU322",)} if kind == "event" else {},
    )
add(
    "shadow-harmless-pipe",
    "pipe",
    "An imported Filter, which comes after the pipe",
    imports=f"from logging import Filter\n\n{IMPORT}",
)
add(
    "shadow-harmless-tools",
    "tools",
    "An imported Filter, which nobody looks for in a tool",
    imports=f"from logging import Filter\n\n{IMPORT}",
)
add(
    "shadow-renamed",
    "action",
    "The imported Filter has another name here",
    imports=f"from logging import Filter as LogFilter\n\n{IMPORT}",
)
add(
    "shadowed-by-assignment",
    "filter",
    "A constant called Pipe, which the loader tries to call",
    "OWU005",
    before="Pipe = None",
)
add(
    "shadow-deleted",
    "action",
    "The imported Filter is deleted again",
    imports=f"from logging import Filter\n\n{IMPORT}",
    after="del Filter",
)

for name, statement in (
    ("sys-exit", "sys.exit(0)"),
    ("raise", "raise SystemExit"),
    ("exit", "exit()"),
    ("quit", "quit()"),
):
    add(
        f"ends-{name}",
        "pipe",
        f"The module ends the process at import with {statement}",
        "OWU009",
        imports=f"import sys\n\n{IMPORT}",
        after=statement,
    )
add(
    "ends-guarded",
    "pipe",
    "The module ends the process only when run as a script",
    imports=f"import sys\n\n{IMPORT}",
    after='if __name__ == "__main__":\n    sys.exit(0)',
)
add("syntax-error", "pipe", "A bracket is missing", "OWU001", after="VALUES = [1, 2")
add("byte-order-mark", "pipe", "The file begins with a byte order mark", "OWU002", top="\ufeff")
add(
    "tabs",
    "pipe",
    "Indented by tabs",
    whole=component("pipe", "Indented by tabs").replace("    ", "\t"),
)
add("form-feed", "pipe", "A form feed between sections", before="\f\nSECTION = 1")
add(
    "slots",
    "pipe",
    "The class declares what it holds",
    opening="class Pipe:\n    __slots__ = ('__dict__',)\n",
)
add("dataclass", "pipe", "The component class is a dataclass", before="import dataclasses",
    opening="@dataclasses.dataclass\nclass Pipe:", init="def __post_init__(self):\n    self.valves = self.Valves()")  # fmt: skip
add("generic", "pipe", "The component class has a base from the standard library",
    before="import abc", opening="class Pipe(abc.ABC):")  # fmt: skip
add("metaclass", "pipe", "The component class has a metaclass", before="import abc",
    opening="class Pipe(metaclass=abc.ABCMeta):")  # fmt: skip
