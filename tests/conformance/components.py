"""The reference components, as the real servers take them.

    python -m tests.conformance.components [--check] [RELEASE ... pipelines]

Asks each release that a component is meant for, and the Pipelines server, and stores what they say
in `components.json`; `--check` compares and writes nothing. What a component requires is installed
into the server's environment first, as the server itself would on saving; `owui-lint` is this
checkout. The exit code says whether a server objects to anything.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from packaging.version import Version

from owui_lint.component import Component
from owui_lint.component.entry.points import entry_points
from owui_lint.component.valves.model import valves_of
from owui_lint.engine import read
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile
from owui_lint.tool_specs.offered import offered_tools
from tests.conformance.verdicts import HERE, PIPELINES, RELEASES, ROOT, ask, digest

STORED = HERE / "components.json"
Facts = dict[str, Any]

_UNWATCHED = {"pipes", "pipelines", "on_startup", "on_shutdown", "on_valves_updated"}
"""Entry points that no request of the probe leads to; what `pipes` gives is under `listed`."""
_UNSTABLE = ("shown", "result")
"""What depends on a provider that nobody can reach here."""


def components() -> list[Path]:
    """Return the reference components."""
    return sorted((ROOT / "components").glob("[a-z]*.py"))


@lru_cache(maxsize=64)
def ours(path: Path, release: str) -> Component:
    """Return what the linter makes of a component for a release."""
    component = read(SourceFile.read(path), None, Host(release))
    assert isinstance(component, Component), path
    return component


def meant_for(server: str) -> list[Path]:
    """Return the components that a server is to take: by kind, and by the release they require."""
    found = []
    for path in components():
        component = ours(path, RELEASES[0])
        if (component.kind is Kind.PIPELINE) != (server == PIPELINES):
            continue
        floor = header(component).get("required_open_webui_version")
        if server == PIPELINES or floor is None or Version(floor) <= Version(server):
            found.append(path)
    return found


def header(component: Component) -> dict[str, str]:
    """Return the header as the linter reads it."""
    fields = component.header.fields if component.header is not None else ()
    return {field.key: field.value for field in fields}


def requirements(server: str) -> list[str]:
    """Return what the components of a server have it install, this checkout for itself."""
    found: set[str] = set()
    for path in meant_for(server):
        listed = header(ours(path, RELEASES[0])).get("requirements", "")
        found.update(item.strip() for item in listed.split(",") if item.strip())
    return sorted(str(ROOT) if name.startswith("owui-lint") else name for name in found)


def install(server: str) -> None:
    """Install the requirements into the server's environment.

    Raises:
        subprocess.CalledProcessError: pip refuses
    """
    wanted = requirements(server)
    if wanted:
        python = ROOT / ".conformance" / server / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "-q", "--no-warn-conflicts"]
        subprocess.run([*pip, *wanted], check=True)


def asked(server: str) -> dict[str, Facts]:
    """Ask a server about its components; returns file name → facts, with the text's hash."""
    install(server)
    texts = {path.name: path.read_text(encoding="utf-8") for path in meant_for(server)}
    jobs = {
        name: ("tools" if "class Tools" in text else "functions", text)
        for name, text in texts.items()
    }
    answers = ask(server, jobs)
    for facts in answers.values():
        for entry in facts.get("entries", {}).values():
            for name in _UNSTABLE:
                entry.pop(name, None)
    return {name: {"text": digest(texts[name]), **facts} for name, facts in answers.items()}


def objections(path: Path, server: str, facts: Facts) -> Iterator[str]:
    """Yield where a server's facts are not what the component promises and the linter reads."""
    component = ours(path, RELEASES[0] if server == PIPELINES else server)
    if not facts.get("loads"):
        yield f"does not load: {facts.get('error')}"
        return
    kind = component.kind.value if component.kind is not None else None
    expected = {"kind": kind, "header": header(component)}
    if server == PIPELINES:
        del expected["header"]  # that server keeps none
    for name, value in expected.items():
        if facts.get(name) != value:
            yield f"{name}: {facts.get(name)}, not {value}"
    yield from _settings(component, facts)
    yield from _tools(component, facts)
    yield from _entries(component, facts)


def _settings(component: Component, facts: Facts) -> Iterator[str]:
    model = valves_of(component)
    for page, valves in (("valves", model.valves), ("user_valves", model.user_valves)):
        found = facts.get(page)
        fields = sorted(valves.fields) if valves is not None else None
        if (found or {}).get("fields") != fields:
            yield f"{page}: {found}, not {fields}"
        elif found and ("error" in found or found.get("on_instance") is False):
            yield f"{page}: {found}"


def _tools(component: Component, facts: Facts) -> Iterator[str]:
    derived = [tool.spec if tool is not None else None for _, tool in offered_tools(component)]
    given = facts.get("specs", [])
    if derived != given:
        yield f"specifications: {given}, not {derived}"


def _entries(component: Component, facts: Facts) -> Iterator[str]:
    """Every parameter the host can fill is filled; tools keep the defaults of what the model leaves out."""
    entries = facts.get("entries", {})
    names = {entry.name for entry in entry_points(component)} - _UNWATCHED
    if {name.partition(" ")[0] for name in entries} != names:
        yield f"called: {sorted(entries)}, not {sorted(names)}"
    for name, entry in entries.items():
        left = [p for p in entry.get("default", []) if p.startswith("__")]
        if "error" in entry or entry.get("missing") or left or entry.get("awaited") is False:
            yield f"{name}: {entry}"
    if "list_error" in facts:
        yield f"listing: {facts['list_error']}"


def load() -> dict[str, dict[str, Facts]]:
    """Return server → file name → facts, as stored."""
    stored: dict[str, dict[str, Facts]] = json.loads(STORED.read_text("utf-8"))
    return stored


def summary(server: str, name: str, facts: Facts) -> str:
    """Return one line on a component for people."""
    passed = ", ".join(
        f"{entry}({', '.join(facts['entries'][entry].get('passed') or ())})"
        for entry in facts.get("entries", {})
    )
    valves = len((facts.get("valves") or {}).get("fields", ()))
    users = len((facts.get("user_valves") or {}).get("fields", ()))
    return f"{server} {name}: {facts.get('kind')}, {valves} + {users} valves, {passed}"


def main(arguments: Iterable[str]) -> int:
    """Ask the servers named; returns the exit code."""
    names = list(arguments)
    stored = load() if STORED.exists() else {}
    code = 0
    for server in [n for n in names if n[0] != "-"] or [*RELEASES, PIPELINES]:
        answers = asked(server)
        for path in meant_for(server):
            facts = answers.get(path.name, {"error": "no answer"})
            print(summary(server, path.name, facts))
            for line in objections(path, server, facts):
                print(f"    {line}")
                code = 1
        if "--check" in names:
            code = code or int(stored.get(server) != answers)
        else:
            stored[server] = answers
    if "--check" not in names:
        STORED.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
