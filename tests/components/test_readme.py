"""`components/README.md` and the components say the same."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest

import owui_lint
from tests.components.chats import recorded_chats
from tests.components.host import COMPONENTS, load
from tests.components.memories import recorded_host
from tests.components.saved import Host

README = (COMPONENTS / "README.md").read_text(encoding="utf-8")
FILES = sorted(path.name for path in COMPONENTS.glob("*.py") if path.name != "__init__.py")
SECTIONS = dict(re.findall(r"^## `(.*?)`: .*\n((?:(?!## ).*\n)*)", README, re.MULTILINE))


def test_every_component_has_its_section() -> None:
    assert sorted(SECTIONS) == FILES


@pytest.fixture(autouse=True)
def recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the modules that components import from the host, and no key in the environment."""
    for name, module in {**Host().modules(), **recorded_host()[0], **recorded_chats()}.items():
        monkeypatch.setitem(sys.modules, name, module)
    for name in ("GOOGLE_API_KEY", "OPENAI_API_KEY", "OPENAI_API_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def documented(section: str, label: str) -> dict[str, str]:
    """Return what the table of valves says of each default; a row can speak of several valves."""
    table = re.search(rf"^\| {label} \|.*\n\|.*\n((?:\|.*\n)+)", section, re.MULTILINE)
    rows = re.findall(r"^\| (.*?) \| (.*?) \|", table[1], re.MULTILINE) if table else []
    return {name: default for names, default in rows for name in re.findall(r"`(\w+)`", names)}


def in_words(default: Any) -> str:
    """Return a default as the tables write it."""
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, str):
        return f"`{default}`" if default else "empty"
    if isinstance(default, list):
        return ", ".join(map(in_words, default))
    return f"{default:g}" if isinstance(default, float) else str(default)


@pytest.mark.parametrize("name", FILES)
def test_the_section_names_title_valves_and_install(name: str) -> None:
    component = load(name)
    assert f"## `{name}`: {component.header['title']}\n" in README
    section = SECTIONS[name]
    for label, owner in (("Valve", "Valves"), ("UserValve", "UserValves")):
        settings = getattr(component.instance, owner, None)
        told = documented(section, label)
        assert told.keys() == (settings.model_fields.keys() if settings else set())
        for field, default in (settings().model_dump() if settings else {}).items():
            assert told[field].removeprefix("environment or ") == in_words(default), field
    for part in ("**What for.**", "**Install.**", "**Transcript"):
        assert part in section


def test_no_section_sends_to_the_import_of_exports() -> None:
    """“Import” of the pages takes JSON, not a component's file."""
    assert re.findall(r".*(?:Functions|Tools) → Import.*", README) == []


def test_the_links_of_the_table_lead_to_the_sections() -> None:
    headings = re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}
    links = set(re.findall(r"\]\(#(.*?)\)", README))
    assert links <= anchors
    assert len(links) == len(FILES)


def test_the_transcript_of_lint_on_save_has_the_words_of_the_rules() -> None:
    text = (
        '"""\ntitle: Bad\nauthor: me\nverison: 0.1.0\nlicense: MIT\n"""\n\n\nclass Filter:\n'
        "    def inlet(self, body: dict, __users__: dict) -> dict:\n        return body\n\n"
        "    def outlet(self, body: dict, __files__: list | None = None) -> dict:\n"
        "        return body\n"
    )
    told = re.findall(r"^log    ◂ (bad\.py:.*)$", README, re.MULTILINE)
    assert told == [
        f"{found.path}:{found.line}:{found.column + 1}: {found.code} {found.message}"
        for found in owui_lint.lint_source(text, "bad.py")
    ]
