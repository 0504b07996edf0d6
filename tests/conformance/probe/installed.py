"""A component installed in the host: what saving it said, and its settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.conformance.probe.facts import Facts, Log, Spy
from tests.conformance.probe.host import PROBE, Host, module, settle

CLASSES = ("Pipe", "Filter", "Action", "Event", "Tools", "Pipeline", "Valves", "UserValves")
"""Names at module level that mean something, or would inside the component's class."""


class Installed:
    """Saves a component through the host's route and holds the instance that serves requests."""

    def __init__(self, host: Host, route: str, facts: Facts) -> None:
        self.host, self.route, self.facts = host, route, facts
        self.instance: Any = None
        self.spies: dict[str, Spy] = {}

    async def save(self, text: str) -> bool:
        """Install the text as the editor does; returns whether the host took it."""
        host, facts = self.host, self.facts
        facts.header = host.plugin.extract_frontmatter(text)
        form = {"id": PROBE, "name": "Probe", "content": text, "meta": {"description": "Probed"}}
        # Since 0.10.0 the answer says only that it failed; the reason is in the server's log.
        with self._modules(facts), Log(f"open_webui.routers.{self.route}") as log:
            answer, facts.error = await host.http("POST", f"/{self.route}/create", form)
        if facts.error:
            facts.error = log.first() or facts.error
        facts.requirements = list(host.requirements)
        facts.loads = facts.error is None
        if not facts.loads:
            return False
        facts.kind = answer.get("type", "tools")
        if self.route == "functions":
            functions = module("models.functions").Functions
            await settle(functions.update_function_by_id(PROBE, {"is_active": True}))
            cached = await settle(host.plugin.get_function_module_from_cache(host.request(), PROBE))
            self.instance = cached[0]
        else:
            self.instance = host.app.state.TOOLS[PROBE]
        return True

    @contextmanager
    def _modules(self, facts: Facts) -> Iterator[None]:
        """Note which of `CLASSES` the file itself defines, once its module has run."""
        made: list[Any] = []
        real = self.host.plugin.types

        class Types:
            @staticmethod
            def ModuleType(name: str) -> Any:  # noqa: N802
                made.append(real.ModuleType(name))
                return made[-1]

        self.host.plugin.types = Types
        try:
            yield
        finally:
            self.host.plugin.types = real
            for loaded in made[:1]:
                for name in CLASSES:
                    owner = getattr(vars(loaded).get(name), "__module__", None)
                    if owner == loaded.__name__:
                        facts.classes.append(name)

    def watch(self, name: str) -> Spy | None:
        """Put a spy before an entry point, if the instance has it and it can be called."""
        entry = getattr(self.instance, name, None)
        if not callable(entry):
            return None
        spy = self.spies[name] = Spy(entry)
        put(self.instance, name, spy.stand_in())
        return spy

    def unwatch(self, spy: Spy, name: str) -> None:
        """Put the entry point back."""
        put(self.instance, name, spy.entry)

    async def settings(self) -> None:
        """Open, save and read back the settings pages of the component.

        To be called last: what is asked before is asked of a component nobody has configured.
        """
        path = f"/{self.route}/id/{PROBE}/valves"
        if hasattr(self.instance, "Valves"):
            self.facts.valves = await self._page(path, path)
            self.facts.valves["on_instance"] = hasattr(self.instance, "valves")
        if hasattr(self.instance, "UserValves"):
            self.facts.user_valves = await self._page(f"{path}/user", f"{path}/user")

    async def _page(self, path: str, stored: str) -> dict[str, Any]:
        """One settings page: schema, saving what the page shows, and what is stored then."""
        spec, error = await self.host.http("GET", f"{path}/spec")
        if error or not isinstance(spec, dict):
            return {"error": f"spec: {error}"}
        page: dict[str, Any] = {"fields": sorted(spec.get("properties", {}))}
        shown = filled(spec)
        _, error = await self.host.http("POST", f"{path}/update", shown)
        if error:
            return {**page, "error": f"update: {error}"}
        saved, error = await self.host.http("GET", stored)
        if error:
            page["error"] = f"read: {error}"
        elif sorted(saved or {}) != sorted(
            key for key, value in shown.items() if value is not None
        ):
            page["error"] = "the saved values are not stored"
        return page


def put(instance: Any, name: str, value: Any) -> None:
    """Set an attribute, also where the class has a property of that name."""
    try:
        setattr(instance, name, value)
    except AttributeError:
        setattr(type(instance), name, property(lambda _: value))


def filled(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a settings page filled in: the default, or something that fits the field's type."""
    fields = schema.get("properties", {})
    return {name: field.get("default", value_for(field, schema)) for name, field in fields.items()}


def value_for(schema: dict[str, Any], root: dict[str, Any] | None = None) -> Any:
    """Return a value that fits a JSON schema; `root` holds the definitions it refers to."""
    root = root or schema
    if "$ref" in schema:
        return value_for(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    for wrapper in ("anyOf", "allOf"):
        if wrapper in schema:
            return value_for(schema[wrapper][0], root)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required", [])
        return {name: value_for(schema["properties"][name], root) for name in needed}
    if kind == "array":
        return [value_for(schema["items"], root)] if schema.get("items") else []
    by_format = {"date-time": "2024-01-01T00:00:00Z", "date": "2024-01-01"}
    plain = {"integer": 1, "number": 1.5, "boolean": True}
    return plain.get(str(kind), by_format.get(schema.get("format", ""), "x"))
