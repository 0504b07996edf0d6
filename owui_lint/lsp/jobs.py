"""What the worker does for the server: lints, fixes and documentation, one call at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from owui_lint import config
from owui_lint.finding import Edit, Finding
from owui_lint.parsing.source import SourceFile
from owui_lint.settings import Settings

_CODES = re.compile(r"#\s*noqa\s*:\s*[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*", re.IGNORECASE)


def run(name: str, arguments: tuple[Any, ...], check: Callable[[], None]) -> Any:
    """Return what the job called `name` answers; `check` raises when nobody waits any more."""
    check()
    return JOBS[name](*arguments)


def _found(
    path: str, is_file: bool, given: Mapping[str, Any], folder: str
) -> tuple[Settings, bool] | None:
    """Return the settings of a document, or None when it is left out."""
    loader = config.Loader(given, folder=folder)
    if not is_file:
        found = loader.for_folder(folder)
        return found.settings, found.noqa
    found = loader.for_path(path)
    if found.excluded_by(path, named=True):
        return None
    return found.settings_for(path), found.noqa


def lint(
    text: str, path: str, is_file: bool, given: Mapping[str, Any], folder: str
) -> tuple[tuple[Finding, ...], str | None]:
    """Return the findings of a text, and what is wrong with its configuration."""
    from owui_lint import runner

    try:
        found = _found(path, is_file, given, folder)
    except config.ConfigError as error:
        return (), str(error)
    if found is None:
        return (), None
    settings, noqa = found
    examined = runner.examine(SourceFile.from_text(text, path), settings, noqa=noqa)
    return examined.outcome.findings, None


def fix_all(
    text: str, path: str, is_file: bool, given: Mapping[str, Any], folder: str
) -> str | None:
    """Return the text (without a byte order mark) after every safe fix; None when none applies."""
    from owui_lint.fixer import fix

    try:
        found = _found(path, is_file, given, folder)
    except config.ConfigError:
        return None
    if found is None:
        return None
    source = SourceFile.from_text(text, path)
    fixed = fix(source, found[0], noqa=found[1]).source.text
    return None if fixed == source.text else fixed


def suppress(text: str, line: int, code: str) -> Edit:
    """Return the edit that hides a code on a line (1-based), where flake8 looks for the comment."""
    from owui_lint.suppressions import Stretch, Suppressions

    source = SourceFile.from_text(text, "")
    stretch = Suppressions(source).stretches.get(line, Stretch(line, line))
    for start, end in stretch.comments:
        present = _CODES.search(source.text, start, end)
        if present:
            return Edit(present.end(), present.end(), f",{code}")
    last = source.lines[stretch.last - 1].rstrip("\r\n")
    end = source.line_starts[stretch.last - 1] + len(last.rstrip())
    return Edit(end, end, f"  # noqa: {code}")


def documentation(code: str) -> str:
    """Return the page of a rule as Markdown."""
    from owui_lint import catalogue
    from owui_lint.rule import rule_of

    return catalogue.documentation(rule_of(code))


def forget() -> None:
    """Read the configuration files anew."""
    config.forget()


JOBS: dict[str, Callable[..., Any]] = {
    "lint": lint,
    "fix_all": fix_all,
    "suppress": suppress,
    "documentation": documentation,
    "forget": forget,
}
