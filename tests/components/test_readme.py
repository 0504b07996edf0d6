"""`components/README.md` and the components say the same."""

from __future__ import annotations

import re
import sys

import pytest

from tests.components.host import COMPONENTS, load
from tests.components.memories import recorded_host

README = (COMPONENTS / "README.md").read_text(encoding="utf-8")
FILES = sorted(path.name for path in COMPONENTS.glob("*.py") if path.name != "__init__.py")
SECTIONS = dict(re.findall(r"^## `(.*?)`: .*\n((?:(?!## ).*\n)*)", README, re.MULTILINE))


def test_every_component_has_its_section() -> None:
    assert sorted(SECTIONS) == FILES


@pytest.mark.parametrize("name", FILES)
def test_the_section_names_title_valves_and_install(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, recorded in recorded_host()[0].items():
        monkeypatch.setitem(sys.modules, module, recorded)
    component = load(name)
    assert f"## `{name}`: {component.header['title']}\n" in README
    section = SECTIONS[name]
    for label, owner in (("Valve", "Valves"), ("UserValve", "UserValves")):
        settings = getattr(component.instance, owner, None)
        fields = set(settings.model_fields) if settings else set()
        table = re.search(rf"^\| {label} \|.*\n\|.*\n((?:\|.*\n)+)", section, re.MULTILINE)
        rows = re.findall(r"^\| (.*?) \|", table[1], re.MULTILINE) if table else []
        assert {field for row in rows for field in re.findall(r"`(\w+)`", row)} == fields
    for part in ("**What for.**", "**Install.**", "**Transcript"):
        assert part in section


def test_the_links_of_the_table_lead_to_the_sections() -> None:
    headings = re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}
    links = set(re.findall(r"\]\(#(.*?)\)", README))
    assert links <= anchors
    assert len(links) == len(FILES)
