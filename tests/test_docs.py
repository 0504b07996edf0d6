"""The generated pages of the website; `make docs`, which `.ci/run` calls, builds them strictly."""

from __future__ import annotations

import json
from pathlib import Path

import click

from docs.links import broken_links
from docs.markdown import table, with_rule_links
from docs.reference import reference_pages
from docs.releases import release_pages
from docs.rules import rule_pages
from owui_lint import codes
from owui_lint.cli.table import COMMANDS
from owui_lint.config import KEYS
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.links import SITE, rule_url


def test_every_rule_has_its_page_where_findings_link_to() -> None:
    pages = rule_pages()
    for code, name in codes.known().items():
        page = rule_url(code).removeprefix(SITE).rstrip("/") + ".md"
        assert pages[page].startswith(f"# {code} {name}\n")
        assert f"]({code.lower()}.md)" in pages["rules/index.md"]


def test_the_reference_has_every_command_and_key() -> None:
    pages = reference_pages()
    for name in COMMANDS:
        assert f"\n## owui-lint {name}\n" in pages["reference/command.md"]
    assert "\n## owui-lint host diff\n" in pages["reference/command.md"]
    for key in KEYS:
        assert f"| `{key}` |" in pages["reference/configuration.md"]
    assert click.unstyle(pages["reference/command.md"]) == pages["reference/command.md"]


def test_the_map_of_severities_is_that_of_the_rules() -> None:
    page = reference_pages()["reference/flake8-severity.md"]
    found = json.loads(page.partition("```json\n")[2].partition("```")[0])["flake8.severity"]
    assert (found["OWU121"], found["OWU702"]) == ("Information", "Warning")
    assert "OWU401" not in found  # an error, as all that has no severity there
    assert found["E"] == "Error"


def test_what_open_webui_gives_is_what_the_facts_say() -> None:
    pages = release_pages()
    parameters = pages["open-webui/parameters.md"]
    for kind in Kind:
        for entry, injected in Host.injections(kind).items():
            title = "a tool: any public method" if entry == "*" else f"{kind.class_name}.{entry}"
            section = parameters.split(f"### {title}\n")[1].split("\n### ")[0]
            for name in injected:
                assert f"| `{name}` |" in section
    assert "| `__oauth_token__` | since 0.6.27 | since 0.6.27 | never |" in parameters
    assert "| `__files__` | always | always | until 0.12.1 |" in parameters
    assert "| `multiselect` | since 0.11.0 |" in pages["open-webui/valves.md"]
    assert "| `function.created` | since 0.10.0 |" in pages["open-webui/heard-events.md"]
    assert "\n## status\n" in pages["open-webui/events.md"]
    releases = Host.releases()
    assert {f"open-webui/changes/{one}.md" for one in releases[1:]} <= pages.keys()


def test_codes_become_links_outside_code_alone() -> None:
    text = "See OWU312, `OWU312` and OWU999.\n```\nOWU312\n```\n# OWU312"
    assert with_rule_links(text, ["OWU312"]) == (
        "See [OWU312](owu312.md), `OWU312` and OWU999.\n```\nOWU312\n```\n# OWU312"
    )
    assert table(("a",), [("x|y",)]) == "| a |\n| --- |\n| x\\|y |"


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "index.html").write_text('<h1 id="here">x</h1>', encoding="utf-8")
    (tmp_path / "index.html").write_text(
        '<a href="inner/#here"></a><a href="inner/#there"></a><a href="none/"></a>'
        '<a href="https://elsewhere.invalid/x"></a><img src="/inner/index.html">',
        encoding="utf-8",
    )
    assert broken_links(tmp_path) == [
        "index.html: no place for inner/#there",
        "index.html: no page for none/",
    ]
