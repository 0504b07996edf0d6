"""What the worker does for the server: lints, fixes and documentation, one call at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from owui_lint import config
from owui_lint.config import Configuration
from owui_lint.finding import Edit, Finding, Tag
from owui_lint.parsing.source import SourceFile

Check = Callable[[], None]
"""Raises when nobody waits for the answer any more."""
_CODES = re.compile(r"#\s*noqa\s*:\s*[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*", re.IGNORECASE)
_DIRECTIVE = re.compile(
    r"^[ \t]*#\s*owui-lint:\s*disable\s*=\s*OWU[0-9]+(?:\s*,\s*OWU[0-9]+)*",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(r'\s*(?:"""[^"\\]*"""|\'\'\'[^\'\\]*\'\'\')[ \t]*(?:\r\n|\r|\n)')


def run(name: str, arguments: tuple[Any, ...], check: Check) -> Any:
    """Return what the job called `name` answers; `check` raises when nobody waits any more."""
    check()
    return JOBS[name](check, *arguments)


def configuration(
    path: str, is_file: bool, given: Mapping[str, Any], folder: str
) -> Configuration | None:
    """Return what holds for a document, or None when it is left out.

    Raises:
        ConfigError: it cannot be used
    """
    config.forget()  # no editor tells of every changed file, and they are small
    loader = config.Loader(given, folder=folder)
    if not is_file:
        return loader.for_folder(folder)
    found = loader.for_path(path)
    return None if found.excluded_by(path, named=True) else found


def lint(
    check: Check, text: str, path: str, is_file: bool, given: Mapping[str, Any], folder: str
) -> tuple[tuple[Finding, ...], dict[str, Tag], str | None]:
    """Return the findings of a text, how they are drawn, and what is wrong with its configuration."""
    from owui_lint import runner

    try:
        found = configuration(path, is_file, given, folder)
    except config.ConfigError as error:
        return (), {}, str(error)
    if found is None:
        return (), {}, None
    settings = found.settings_for(path) if is_file else found.settings
    source = SourceFile.from_text(text, path)
    examined = runner.examine(source, settings, noqa=found.noqa, checkpoint=check)
    findings, complaint = _reported(source, examined.outcome.findings, found)
    return findings, _tags(findings), complaint


def _reported(
    source: SourceFile, findings: tuple[Finding, ...], found: Configuration
) -> tuple[tuple[Finding, ...], str | None]:
    """Return the findings that are neither too mild nor in the baseline; and what is wrong with that."""
    from owui_lint.report import Report, at_least

    complaint = None
    if found["baseline"] is not None and findings:
        from owui_lint.baseline import Baseline, BaselineError

        try:
            known = Baseline.read(found["baseline"])
            findings = known.new(Report(source, findings, path=source.path)).findings
        except BaselineError as error:
            complaint = str(error)
    least = found["min-severity"]
    return tuple(one for one in findings if at_least(one.severity, least)), complaint


def _tags(findings: Iterable[Finding]) -> dict[str, Tag]:
    from owui_lint.rule import rule_of

    tags = {}
    for code in {one.code for one in findings}:
        try:
            tag = rule_of(code).tag
        except KeyError:  # OWU000 and OWU001 are no rules
            continue
        if tag is not None:
            tags[code] = tag
    return tags


def fix_all(
    check: Check, text: str, path: str, is_file: bool, given: Mapping[str, Any], folder: str
) -> str | None:
    """Return the text (without a byte order mark) after every safe fix; None when none applies."""
    from owui_lint.fixer import fix

    try:
        found = configuration(path, is_file, given, folder)
    except config.ConfigError:
        return None
    if found is None:
        return None
    check()
    settings = found.settings_for(path) if is_file else found.settings
    source = SourceFile.from_text(text, path)
    fixed = fix(source, settings, noqa=found.noqa).source.text
    return None if fixed == source.text else fixed


def hide(check: Check, text: str, places: list[tuple[int, str]]) -> list[tuple[Edit, Edit]]:
    """Return the edits that hide codes: on a line, and in the whole file.

    Args:
        check: see `Check`
        text: of the document
        places: lines (1-based), each with a code
    """
    from owui_lint.suppressions import Suppressions

    suppressions = Suppressions(SourceFile.from_text(text, ""))
    edits = []
    for line, code in places:
        check()
        edits.append((_hide_on_line(suppressions, line, code), _hide_in_file(suppressions, code)))
    return edits


def _hide_on_line(suppressions: Any, line: int, code: str) -> Edit:
    """Return the edit for where flake8 looks for the comment, or for the codes that stand there."""
    from owui_lint.suppressions import Stretch

    source = suppressions.source
    stretch = suppressions.stretches.get(line, Stretch(line, line))
    for start, end in stretch.comments:
        present = _CODES.search(source.text, start, end)
        if present:
            return Edit(present.end(), present.end(), f",{code}")
    last = source.lines[stretch.last - 1].rstrip("\r\n")
    end = source.line_starts[stretch.last - 1] + len(last.rstrip())
    return Edit(end, end, f"  # noqa: {code}")


def _hide_in_file(suppressions: Any, code: str) -> Edit:
    """Return the edit of the directive that is there; else of a new one, below the header."""
    text, newline = suppressions.source.text, suppressions.source.newline
    present = _DIRECTIVE.search(text)
    if present is not None:
        return Edit(present.end(), present.end(), f",{code}")
    header = _HEADER.match(text)
    if header is not None:
        return Edit(header.end(), header.end(), f"# owui-lint: disable={code}{newline}")
    before = "" if not text or text.endswith(("\n", "\r")) else newline
    return Edit(len(text), len(text), f"{before}# owui-lint: disable={code}{newline}")


def documentation(_check: Check, code: str) -> str:
    """Return the page of a rule as Markdown."""
    from owui_lint import catalogue
    from owui_lint.rule import rule_of

    return catalogue.documentation(rule_of(code))


def tool(_check: Check, text: str, name: str, path: str, target: str) -> str | None:
    """Return what the model is told of a method of `Tools`, as Markdown; None where nothing is shown."""
    import json

    from owui_lint import engine
    from owui_lint.component import Component
    from owui_lint.host import Host
    from owui_lint.parsing.process import without_collector, without_warnings
    from owui_lint.tool_specs.offered import offered_tools

    with without_collector, without_warnings:
        try:
            component = engine.read(SourceFile.from_text(text, path), None, Host(target))
            if not isinstance(component, Component):
                return None
            specs = [one.spec for found, one in offered_tools(component) if found == name and one]
        except RecursionError:
            return None
    if not specs or specs[0] is None:
        return None
    shown = json.dumps(specs[0], indent=2, ensure_ascii=False)
    return f"**`{name}`**, a tool, as {target} shows it to the model\n\n```json\n{shown}\n```"


JOBS: dict[str, Callable[..., Any]] = {
    "lint": lint,
    "fix_all": fix_all,
    "hide": hide,
    "documentation": documentation,
    "tool": tool,
}
