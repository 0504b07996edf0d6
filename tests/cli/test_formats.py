"""Every format: what people read, and what programs read against the schemas that they use."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

from owui_lint.config import FORMATS
from tests.cli.conftest import BAD, CLEAN, Run
from tests.harness import ROOT

SCHEMAS = ROOT / "tests" / "schemas"


@pytest.fixture
def files(folder: Path) -> Path:
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    (folder / "clean.py").write_text(CLEAN, encoding="utf-8")
    (folder / "ordinary.py").write_text("import os\n", encoding="utf-8")
    entries = [{"id": "one & \x07 two", "content": BAD}, {"id": "clean", "content": CLEAN}]
    (folder / "export.json").write_text(json.dumps(entries))
    (folder / "doc.md").write_text(f"# Doc\n\n```python\n{BAD}```\n", encoding="utf-8")
    (folder / "with space & 日本.py").write_text(BAD, encoding="utf-8")
    return folder


PATHS = ("bad.py", "clean.py", "ordinary.py", "export.json", "doc.md", "with space & 日本.py")


def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def test_json_follows_the_schema_that_is_printed(files: Path, run: Run) -> None:
    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(run("check", "--format=json", "--profile=strict", *PATHS).out)
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    (first, *_) = [one for one in document["findings"] if one["code"] == "OWU312"]
    assert (first["kind"], first["severity"], first["line"]) == ("filter", "error", 10)
    assert first["url"].endswith("/rules/owu312/")
    assert document["summary"]["not_components"] == 1
    errors = [one for one in document["findings"] if one["code"] == "OWU312"]
    entry = next(one for one in errors if one["entry"])
    assert (entry["path"], entry["entry"], entry["line"]) == ("export.json", "one & \x07 two", 10)
    markdown = next(one for one in errors if one["path"] == "doc.md")
    assert markdown["line"] == 10 + 3


def test_json_lines_are_the_findings_of_json(files: Path, run: Run) -> None:
    findings = json.loads(run("check", "--format=json", *PATHS).out)["findings"]
    lines = run("check", "--format=jsonl", *PATHS).out.splitlines()
    assert [json.loads(line) for line in lines] == findings


@pytest.mark.parametrize("paths", [PATHS, ("clean.py",)])
def test_sarif(files: Path, run: Run, paths: tuple[str, ...]) -> None:
    log = json.loads(run("check", "--format=sarif", *paths).out)
    jsonschema.validate(log, _schema("sarif-schema-2.1.0.json"), cls=jsonschema.Draft4Validator)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    for result in log["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert re.fullmatch("[0-9a-f]{32}", result["partialFingerprints"]["owuiLint/v1"])
    fixed = [one for one in log["runs"][0]["results"] if "fixes" in one]
    assert bool(fixed) == (paths is PATHS)


def test_sarif_fixes_do_what_fix_does(files: Path, run: Run) -> None:
    log = json.loads(run("check", "--format=sarif", "bad.py").out)
    replacements = [
        replacement
        for result in log["runs"][0]["results"]
        for fix in result.get("fixes", [])
        for change in fix["artifactChanges"]
        for replacement in change["replacements"]
    ]
    lines = BAD.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    text = BAD
    for one in sorted(replacements, key=lambda one: -one["deletedRegion"]["startLine"]):
        region = one["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        text = text[:start] + one["insertedContent"]["text"] + text[end:]
    assert run("fix", "bad.py").code == 1
    assert (files / "bad.py").read_text(encoding="utf-8") == text


def test_fingerprints_survive_moved_lines(files: Path, run: Run) -> None:
    def fingerprints() -> set[str]:
        log = json.loads(run("check", "--format=sarif", "bad.py").out)
        results = log["runs"][0]["results"]
        return {one["partialFingerprints"]["owuiLint/v1"] for one in results}

    before = fingerprints()
    (files / "bad.py").write_text(BAD.replace("class", "X = 1\n\n\nclass"), encoding="utf-8")
    assert fingerprints() == before
    assert len(before) == 3


def test_gitlab(files: Path, run: Run) -> None:
    issues = json.loads(run("check", "--format=gitlab", "./bad.py", *PATHS[1:]).out)
    jsonschema.validate(issues, _schema("gitlab-code-quality.json"))
    assert len({one["fingerprint"] for one in issues}) == len(issues) == 12
    assert issues[0]["location"] == {"path": "bad.py", "lines": {"begin": 10, "end": 10}}


def test_junit(files: Path, run: Run) -> None:
    text = run("check", "--format=junit", *PATHS).out
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(text)
    assert 'failures="12"' in text
    assert 'name="clean.py" tests="1" failures="0"' in text
    assert "ordinary.py" not in text


def test_github(files: Path, run: Run) -> None:
    lines = run("check", "--format=github", "./bad.py", "with space & 日本.py").out.splitlines()
    assert lines[0] == (
        "::error file=bad.py,line=10,endLine=10,col=5,endColumn=14,"
        "title=OWU312 payload-not-returned::"
        f"{_message(run, 'OWU312')}; see https://owui-lint.github.io/owui-lint/rules/owu312/"
    )
    assert all(re.match(r"::(error|warning|notice) file=", line) for line in lines)


def _message(run: Run, code: str) -> str:
    findings = json.loads(run("check", "--format=json", "bad.py").out)["findings"]
    return next(str(one["message"]) for one in findings if one["code"] == code)


class _Balanced(HTMLParser):
    """Knows whether every element is closed, and what ids and links there are."""

    _VOID = frozenset({"meta", "input", "br", "hr", "link", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._VOID:
            self.open.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_one_page_that_loads_nothing(files: Path, run: Run) -> None:
    text = run("check", "--format=html", *PATHS).out
    page = _Balanced()
    page.feed(text)
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)
    for link in page.links:
        assert link.startswith("https://owui-lint.github.io/") or link[1:] in page.ids, link
    assert "<script" not in text
    assert "prefers-color-scheme: dark" in text
    assert "with space &amp; 日本.py" in text


def test_what_a_component_holds_does_not_become_html(files: Path, run: Run) -> None:
    evil = BAD.replace("text)", "text)  # <script>alert(1)</script>").replace(
        "title: T", "title: <b>"
    )
    (files / "bad.py").write_text(evil, encoding="utf-8")
    text = run("check", "--format=html", "bad.py").out
    assert "<script" not in text
    assert "<b>" not in text


def test_several_at_once(files: Path, run: Run) -> None:
    outputs = [argument for name in FORMATS for argument in ("--output", f"{name}=out.{name}")]
    done = run("check", *outputs, "bad.py")
    assert done.code == 1
    for name in FORMATS:
        alone = run("check", "--format", name, "bad.py").out
        written = (files / f"out.{name}").read_text(encoding="utf-8")
        if name in ("full", "concise", "grouped", "html"):
            # What `fix` mends is counted where the screen shows it.
            alone = "\n".join(alone.splitlines()[:2])
            written = "\n".join(written.splitlines()[:2])
        assert written == alone, name


def test_full_says_everything(files: Path, run: Run) -> None:
    done = run("check", "bad.py", "clean.py", "ordinary.py")
    lines = done.out.splitlines()
    assert lines[0] == 'bad.py: filter "T"'
    assert lines[1].startswith("bad.py:10:5: OWU312 error: `inlet`")
    assert "      fix: Add `return body`" in lines
    assert "      see https://owui-lint.github.io/owui-lint/rules/owu312/" in lines
    assert lines[-3:] == [
        "1 error and 2 warnings in 1 of 2 components",
        "`owui-lint fix` mends 2",
        "Skipped: 1 file is not an Open WebUI component",
    ]
    assert done.err == "owui-lint: `ordinary.py` is not an Open WebUI component\n"


def test_concise_grouped_statistics_and_files(files: Path, run: Run) -> None:
    concise = run("check", "--format=concise", "bad.py").out.splitlines()
    assert [line.split(":")[0] for line in concise[:3]] == ["bad.py"] * 3
    grouped = run("check", "--format=grouped", "bad.py", "clean.py").out.splitlines()
    assert grouped[0] == 'bad.py: filter "T"'
    assert grouped[1].startswith("  10:5: OWU312 error: ")
    counted = run("check", "--statistics", "bad.py", "export.json").out
    assert re.search(r"^2  OWU312 payload-not-returned$", counted, re.MULTILINE)
    listed = run("check", "--show-files", "--format=concise", *PATHS).out.splitlines()
    assert 'bad.py: filter "T"' in listed
    assert 'clean.py: pipe "T"' in listed
    assert "ordinary.py: not an Open WebUI component" in listed


def test_rules_are_a_line_each_when_piped(run: Run) -> None:
    from owui_lint.codes import known

    lines = run("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == list(known())
    rules = json.loads(run("rules", "--format=json").out)
    assert [rule["code"] for rule in rules] == list(known())
    assert all(rule["summary"] and rule["documentation"] and rule["url"] for rule in rules)
