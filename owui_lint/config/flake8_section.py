"""What of flake8's own section counts for the command too, so that both agree in one repository."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from owui_lint.codes import PREFIX
from owui_lint.config.keys import as_codes, converted
from owui_lint.config.tables import ConfigError, Table
from owui_lint.nearest import nearest
from owui_lint.settings import Selection, SettingsError

_PerFile = tuple[tuple[str, tuple[str, ...]], ...]
OPTIONS = ("target-version", "profile", "kind")
"""What flake8 knows as `owui-…`."""
_OTHERS_OF_OURS = ("cache",)
"""`owui-…` options that mean something to flake8 alone."""


@dataclass(frozen=True)
class Flake8Section:
    """The part of `[flake8]` that speaks of our codes.

    Attributes:
        table: where it was read
        options: values by key, of `owui-target-version` and the like
        selection: the codes of ours in flake8's `select`, `ignore` and their `extend-` forms
        per_file: patterns, as flake8 understands them, with the codes of ours they ignore
        excludes: patterns, as flake8 understands them
        noqa: whether `# noqa` is respected
    """

    table: Table
    options: dict[str, Any]
    selection: Selection
    per_file: _PerFile
    excludes: tuple[str, ...]
    noqa: bool

    @property
    def raw(self) -> dict[str, str]:
        """What is written for `owui-target-version` and the like, by the setting's name."""
        values = {key.replace("_", "-"): value for key, value in self.table.values.items()}
        return {
            key.replace("-", "_"): values[f"owui-{key}"]
            for key in OPTIONS
            if f"owui-{key}" in values
        }

    def selection_for(self, path: Path) -> Selection:
        """Return what is selected in a file (absolute): as in flake8, the longest pattern counts."""
        ignored = _ignored(self.per_file, path)
        if not ignored:
            return self.selection
        chosen = self.selection
        return Selection(chosen.select, chosen.extend_select, (*chosen.ignore, *ignored))

    def excludes_path(self, path: Path) -> bool:
        """Check whether flake8 would leave out a file or folder (absolute)."""
        return _matches(path, self.excludes)


def read(table: Table, folder: Path) -> Flake8Section:
    """Return what a section says of our codes.

    Args:
        table: the section
        folder: the working directory (absolute), which some of its patterns are relative to

    Raises:
        ConfigError: a key beginning with `owui-` is unknown, or a value of ours cannot be used
    """
    values = {key.replace("_", "-"): value for key, value in table.values.items()}
    options: dict[str, Any] = {}
    for key, value in values.items():
        if not key.startswith("owui-"):
            continue
        name = key.removeprefix("owui-")
        if name in OPTIONS:
            options[name] = converted(name, value, table.place)
        elif name not in _OTHERS_OF_OURS:
            near = nearest(name, OPTIONS, 0.6)
            hint = f"; did you mean `owui-{near}`?" if near else ""
            raise ConfigError(f"{table.place}: unknown key `{key}`{hint}")
    ignore = (*_codes(values, "ignore", table), *_codes(values, "extend-ignore", table))
    selection = Selection(
        _codes(values, "select", table), _codes(values, "extend-select", table), ignore
    )
    excludes = [
        _normalised(pattern, table.path.parent)
        for key in ("exclude", "extend-exclude")
        for pattern in _split(values.get(key, ""))
    ]
    noqa = values.get("disable-noqa", "").lower() not in ("1", "yes", "true", "on")
    return Flake8Section(
        table, options, selection, _per_file(values, table, folder), tuple(excludes), noqa
    )


def _codes(values: dict[str, Any], key: str, table: Table) -> tuple[str, ...]:
    try:
        return as_codes(_ours(_split(values.get(key, ""))), key)
    except SettingsError as error:
        raise ConfigError(f"{table.place}: {error}") from None


def _ours(listed: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of ours; `O` and `OW` mean all of them."""
    ours = (one.upper() for one in listed)
    return tuple(
        PREFIX if PREFIX.startswith(one) else one
        for one in ours
        if one.startswith(PREFIX) or PREFIX.startswith(one)
    )


def _per_file(values: dict[str, Any], table: Table, folder: Path) -> _PerFile:
    from flake8.exceptions import ExecutionError

    try:
        entries = _entries(values.get("per-file-ignores", ""), folder)
    except ExecutionError:
        raise ConfigError(
            f"{table.place}: `per-file-ignores` is not like `tests/*: OWU3, OWU101`"
        ) from None
    return tuple((pattern, _ours(listed)) for pattern, listed in entries)


def per_file_ignores(text: str, folder: Path, path: Path) -> tuple[str, ...]:
    """Return the codes that flake8's `per-file-ignores` hides in one file.

    Args:
        text: the option, as it is written
        folder: the working directory (absolute)
        path: the file (absolute)
    """
    return _ignored(_entries(text, folder), path)


def _entries(text: str, folder: Path) -> _PerFile:
    if not text.strip():
        return ()
    from flake8.utils import parse_files_to_codes_mapping

    entries = parse_files_to_codes_mapping(text)
    return tuple((_normalised(pattern, folder), tuple(listed)) for pattern, listed in entries)


def _ignored(per_file: _PerFile, path: Path) -> tuple[str, ...]:
    """Return the codes of the one entry that flake8 takes: the longest pattern that matches."""
    matching = [one for one in per_file if _matches(path, [one[0]])]
    return max(matching, key=lambda one: len(one[0]))[1] if matching else ()


def _split(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _normalised(pattern: str, folder: Path) -> str:
    """Return a pattern as flake8 reads it: one with a slash is a path below `folder`."""
    if pattern == "." or "/" in pattern or os.sep in pattern:
        pattern = os.path.abspath(folder / pattern)
    return pattern.rstrip(os.sep + (os.altsep or ""))


def _matches(path: Path, patterns: Iterable[str]) -> bool:
    return any(
        fnmatch.fnmatch(path.name, pattern) or fnmatch.fnmatch(os.fspath(path), pattern)
        for pattern in patterns
    )
