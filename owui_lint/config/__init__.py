"""One configuration for every frontend: the command, flake8 and the language server.

    configuration = config.load("functions/my_filter.py")
    configuration.settings_for("functions/my_filter.py")   # a Settings: hand it to the engine
    configuration.values["profile"].value, .origin          # what, and where it was written

What was given (options of a command line, settings of an editor) comes first, then the nearest
`[tool.owui-lint]` of pyproject.toml or `[owui-lint]` of setup.cfg, tox.ini or `.flake8` at or above
the file, then the `owui-…` keys of the `[flake8]` section that flake8 would read. What that section
selects, ignores and excludes of our codes holds beside ours.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from owui_lint.config import tables
from owui_lint.config.keys import DEFAULT_EXCLUDES, FORMATS, KEYS, TEXT_FORMATS, converted
from owui_lint.config.tables import ConfigError, Table, forget
from owui_lint.settings import Selection, Settings

if TYPE_CHECKING:
    from pathspec import PathSpec

    from owui_lint.config.flake8_section import Flake8Section

__all__ = [
    "DEFAULT_EXCLUDES",
    "FORMATS",
    "KEYS",
    "TEXT_FORMATS",
    "ConfigError",
    "Configuration",
    "Loader",
    "Value",
    "forget",
    "load",
]

DEFAULT = "default"
"""The origin of what nobody has written."""


@dataclass(frozen=True)
class Value:
    """One value, and where it comes from.

    Attributes:
        value: as the key's type has it: `Profile`, `Kind`, a tuple of codes, …
        origin: `default`, `--profile`, `pyproject.toml [tool.owui-lint]`, …
    """

    value: Any
    origin: str


@dataclass(frozen=True)
class Configuration:
    """What holds for the files of one folder.

    Attributes:
        values: every key of `KEYS`
        root: the folder that patterns are relative to
        own: our own table, if there is one
        flake8: what of flake8's section counts, if there is one
    """

    values: Mapping[str, Value]
    root: Path
    own: Table | None = None
    flake8: Flake8Section | None = None

    def __getitem__(self, key: str) -> Any:
        """Return the value of a key."""
        return self.values[key].value

    @cached_property
    def settings(self) -> Settings:
        """The settings that hold for every file, without what is ignored in some."""
        names = ("target_version", "profile", "kind", "select", "extend_select", "ignore")
        given = {name: self[name.replace("_", "-")] for name in names}
        return Settings(**given)

    @property
    def noqa(self) -> bool:
        """Whether comments that hide findings are respected."""
        return self.flake8 is None or self.flake8.noqa

    def settings_for(self, path: str | os.PathLike[str], *, flake8: bool = True) -> Settings:
        """Return the settings for one file.

        Args:
            path: the file; it need not exist
            flake8: take in what flake8's section selects; not needed where flake8 does it itself
        """
        absolute = Path(os.path.abspath(path))
        within: list[Selection] = []
        ignored = tuple(
            code
            for spec, listed in self._per_file
            if self._match(spec, absolute)
            for code in listed
        )
        if ignored:
            within.append(Selection(ignore=ignored))
        if flake8 and self.flake8 is not None:
            within.append(self.flake8.selection_for(absolute))
        within = [one for one in within if one != Selection()]
        return replace(self.settings, within=tuple(within)) if within else self.settings

    def excluded_by(
        self, path: str | os.PathLike[str], *, folder: bool = False, named: bool = False
    ) -> str | None:
        """Return where it is written that a file or folder is left out; None when it is not.

        Args:
            path: the file or folder
            folder: whether it is a folder
            named: whether it was asked for by its name; what is left out by default is then read
        """
        absolute = Path(os.path.abspath(path))
        if folder and not named and self._is_usual(absolute.name):
            return "`exclude` (default)"
        for key, spec in self._excludes:
            if self._match(spec, absolute, folder=folder):
                return f"`{key}` ({self.values[key].origin})"
        if self.flake8 is not None and self.flake8.excludes_path(absolute):
            return f"`exclude` ({self.flake8.table.place})"
        return None

    def _is_usual(self, name: str) -> bool:
        """Check a folder's name against what is left out by default, wherever it is."""
        if self.values["exclude"].origin != DEFAULT:
            return False
        return any(fnmatch.fnmatchcase(name, pattern.rstrip("/")) for pattern in DEFAULT_EXCLUDES)

    @cached_property
    def _excludes(self) -> tuple[tuple[str, PathSpec[Any]], ...]:
        keys = ("exclude", "extend-exclude")
        written = (key for key in keys if self[key] and self.values[key].origin != DEFAULT)
        return tuple((key, _spec(self[key])) for key in written)

    @cached_property
    def _per_file(self) -> tuple[tuple[PathSpec[Any], tuple[str, ...]], ...]:
        return tuple((_spec((pattern,)), codes) for pattern, codes in self["per-file-ignores"])

    def _match(self, spec: PathSpec[Any], path: Path, *, folder: bool = False) -> bool:
        """Check a path below the root as .gitignore would; one elsewhere by its name alone."""
        try:
            relative = path.relative_to(self.root).as_posix()
        except ValueError:
            relative = path.name
        if relative == ".":
            return False
        return bool(spec.match_file(f"{relative}/" if folder else relative))


def _spec(patterns: tuple[str, ...]) -> PathSpec[Any]:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


class Loader:
    """Finds the configuration of files, and reads each file of it once."""

    def __init__(
        self,
        given: Mapping[str, Any] | None = None,
        *,
        file: str | os.PathLike[str] | None = None,
        isolated: bool = False,
        folder: str | os.PathLike[str] | None = None,
    ) -> None:
        """Take what is the same for every file.

        Args:
            given: values by key that come before every file's; None stands for "not given"
            file: the only file to read configuration from
            isolated: read no file at all
            folder: where flake8 would be started: the working directory, or an editor's workspace

        Raises:
            ConfigError: a value cannot be used
        """
        self._folder = Path(os.path.abspath(folder or os.curdir))
        self._file = None if file is None else Path(os.path.abspath(file))
        self._isolated = isolated
        self._given = {
            key.replace("_", "-"): Value(converted(key, value, ""), f"--{key.replace('_', '-')}")
            for key, value in (given or {}).items()
            if value is not None
        }
        self._known: dict[Path, Configuration] = {}
        self._made: dict[Path | None, Configuration] = {}

    def for_path(self, path: str | os.PathLike[str]) -> Configuration:
        """Return what holds for a file; it need not exist.

        Raises:
            ConfigError: its configuration cannot be used
        """
        return self.for_folder(os.path.dirname(os.path.abspath(path)))

    def for_folder(self, folder: str | os.PathLike[str] | None = None) -> Configuration:
        """Return what holds for the files of a folder; None is where flake8 would be started.

        Raises:
            ConfigError: its configuration cannot be used
        """
        place = self._folder if folder is None else Path(os.path.abspath(folder))
        if place not in self._known:
            own = self._own(place)
            key = None if own is None else own.path
            if key not in self._made:
                self._made[key] = self._merged(own)
            self._known[place] = self._made[key]
        return self._known[place]

    def _own(self, place: Path) -> Table | None:
        if self._isolated:
            return None
        if self._file is None:
            return tables.own_table(place)
        if not self._file.is_file():
            raise ConfigError(f"Cannot read `{tables.shown(self._file)}`: there is no such file")
        return tables.own_table_of(self._file)

    @cached_property
    def _flake8(self) -> Flake8Section | None:
        if self._isolated:
            return None
        if self._file is None:
            table = tables.flake8_table(self._folder)
        elif self._file.suffix == ".toml":
            table = None
        else:
            table = tables.flake8_table_of(self._file)
        if table is None:
            return None
        from owui_lint.config import flake8_section

        return flake8_section.read(table, self._folder)

    def _merged(self, own: Table | None) -> Configuration:
        values = {key: Value(known.default, DEFAULT) for key, known in KEYS.items()}
        if self._flake8 is not None:
            place = self._flake8.table.place
            for key, value in self._flake8.options.items():
                values[key] = Value(value, f"{place} owui-{key}")
        if own is not None:
            for key, value in own.values.items():
                values[key.replace("_", "-")] = Value(converted(key, value, own.place), own.place)
            values["baseline"] = _beside(own, values["baseline"])
        values |= self._given
        root = self._folder if own is None else own.path.parent
        return Configuration(values, root, own, self._flake8)


def _beside(own: Table, value: Value) -> Value:
    """Return a path of a table as it is from here: written, it is relative to its file."""
    if value.origin != own.place or value.value is None:
        return value
    return Value(os.fspath(own.path.parent / value.value), value.origin)


def load(
    path: str | os.PathLike[str] | None = None,
    *,
    given: Mapping[str, Any] | None = None,
    file: str | os.PathLike[str] | None = None,
    isolated: bool = False,
    folder: str | os.PathLike[str] | None = None,
) -> Configuration:
    """Return the configuration of one file, or of the working directory; see `Loader`.

    Raises:
        ConfigError: it cannot be used
    """
    loader = Loader(given, file=file, isolated=isolated, folder=folder)
    return loader.for_folder(folder) if path is None else loader.for_path(path)
