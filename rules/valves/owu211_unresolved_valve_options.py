"""OWU211 unresolved-valve-options."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, FunctionScope
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import EVERY_KIND, Draft, Rule


class UnresolvedValveOptions(Rule):
    """`options` names a method that Open WebUI cannot call.

    ## What it does
    Reports `options: "name"` where the class has no class or static method of that name, or only one
    that is async or needs arguments other than `__user__` and `user`.

    ## Why is this bad?
    Open WebUI calls the method on the class. When that fails it writes a line to the log, and the
    select has no entries.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            model: str = Field(
                default="",
                description="Which model to ask",
                json_schema_extra={"input": {"type": "select", "options": "get_models"}},
            )

            def get_models(self):
                return ["small", "large"]

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            model: str = Field(
                default="",
                description="Which model to ask",
                json_schema_extra={"input": {"type": "select", "options": "get_models"}},
            )

            @classmethod
            def get_models(cls):
                return ["small", "large"]

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## References
    `resolve_valves_schema_options` in `utils/plugin.py`, since 0.8.0.
    """

    code = "OWU211"
    name = "unresolved-valve-options"
    severity = Severity.WARNING
    kinds = EVERY_KIND - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each name of options that leads nowhere."""
        if not component.host.has(component.host.fact("valve_options_by_method")):
            return
        for valves, valve in valves_of(component).fields:
            options = valve.input("options")
            if isinstance(options, str) and options and not valves.has_open_members:
                problem = _problem(valves, options)
                if problem is not None:
                    yield self.finding(valve.target, f"`{options}` {problem}")


def _problem(valves: ValvesClass, name: str) -> str | None:
    binding = valves.model.member(name)
    if binding is None or binding.how == "annotation" or name in valves.fields:
        return f"is not a method of `{valves.name}`, so the valve has no options; define it"
    if binding.how != "def":
        return None
    method = valves.model.method(name)
    if method is None or method.decorator_names - {"staticmethod", "classmethod"}:
        return None
    if method.is_async:
        return "gives the options but is async, and Open WebUI never awaits it; remove `async`"
    if method.self_name is not None:
        return "gives the options but is called without an instance; add `@classmethod`"
    return (
        "gives the options but needs arguments that it does not get; give them defaults"
        if _needs_arguments(method)
        else None
    )


def _needs_arguments(method: FunctionScope) -> bool:
    given = method.parameters[0 if method.is_static else 1 :]
    return any(p.is_required and p.name not in Host.option_parameters() for p in given)
