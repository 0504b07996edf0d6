"""Where configuration is written: the tables of the files, found upwards from a folder.

Files that do not name `owui-lint` are not parsed: a broken `pyproject.toml` is its own tool's to report.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from owui_lint.settings import SettingsError

OWN_FILES = ("pyproject.toml", "setup.cfg", "tox.ini", ".flake8")
"""What may hold a table of ours, in order of precedence in one folder."""
FLAKE8_FILES = ("setup.cfg", "tox.ini", ".flake8")
"""What flake8 looks at, in its order."""
_MISNAMED = ("owui_lint", "owuilint", "owui-linter", "owui lint")


class ConfigError(SettingsError):
    """A configuration that cannot be used; the message is one line that names file and key."""


@dataclass(frozen=True)
class Table:
    """One table of one file.

    Attributes:
        path: the file
        name: the table as it is written there, such as `[tool.owui-lint]`
        values: what it holds; texts only where the file is no TOML
    """

    path: Path
    name: str
    values: Mapping[str, Any]

    @property
    def place(self) -> str:
        """How the table is named to people: `setup.cfg [owui-lint]`."""
        return f"{shown(self.path)} {self.name}"


def shown(path: Path) -> str:
    """Return a path as people know it: relative where it is below the working directory."""
    try:
        return os.fspath(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return os.fspath(path)


def own_table(folder: Path) -> Table | None:
    """Return our own table of the nearest file at or above `folder` (absolute) that has one.

    Raises:
        ConfigError: a file that names `owui-lint` cannot be read
    """
    for place in (folder, *folder.parents):
        for name in OWN_FILES:
            table = own_table_of(place / name)
            if table is not None:
                return table
    return None


def own_table_of(path: Path) -> Table | None:
    """Return our own table of one file; None where it has none, or is not there.

    Raises:
        ConfigError: the file names `owui-lint` and cannot be read
    """
    text = _text(path)
    if text is None or "owui" not in text:
        return None
    if path.suffix == ".toml":
        tools = _toml(path).get("tool", {})
        tables = tools if isinstance(tools, dict) else {}
        prefix = "tool."
    else:
        tables = _ini(path)
        prefix = ""
    for wrong in _MISNAMED:
        if wrong in tables:
            raise ConfigError(
                f"{shown(path)}: `[{prefix}{wrong}]` is not read; name it `[{prefix}owui-lint]`"
            )
    values = tables.get("owui-lint")
    if values is None:
        return None
    if not isinstance(values, Mapping):
        raise ConfigError(f"{shown(path)}: `{prefix}owui-lint` is not a table")
    return Table(path, f"[{prefix}owui-lint]", values)


def flake8_table(folder: Path) -> Table | None:
    """Return the section that flake8, started in `folder` (absolute), would read."""
    home = os.path.realpath(os.path.expanduser("~"))
    for place in _upwards(folder, home):
        for name in FLAKE8_FILES:
            table = flake8_table_of(place / name)
            if table is not None:
                return table
    return None


def _upwards(folder: Path, home: str) -> Iterator[Path]:
    """Yield `folder` and what is above it; like flake8, nothing from the home folder on."""
    yield folder
    for place in folder.parents:
        if os.path.realpath(place) == home:
            return
        yield place


def flake8_table_of(path: Path) -> Table | None:
    """Return the section `[flake8]` of one file; None where it has none, or cannot be read."""
    text = _text(path)
    if text is None or "flake8" not in text:
        return None
    try:
        tables = _ini(path)
    except ConfigError:
        return None  # as flake8, which says so in its log
    if "flake8" in tables:
        return Table(path, "[flake8]", tables["flake8"])
    return Table(path, "[flake8]", {}) if "flake8:local-plugins" in tables else None


@lru_cache(maxsize=1024)
def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None


def _ini(path: Path) -> dict[str, dict[str, str]]:
    import configparser

    parser = configparser.RawConfigParser()
    try:
        parser.read_string(_text(path) or "", source=os.fspath(path))
        return {name: dict(parser[name]) for name in parser.sections()}
    except configparser.Error as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"Cannot read `{shown(path)}`: {reason}") from None


def _toml(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(_text(path) or "")
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"Cannot read `{shown(path)}`: {error}") from None


def forget() -> None:
    """Read every file anew: in an editor, configuration changes while the server runs."""
    _text.cache_clear()
