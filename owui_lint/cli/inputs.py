"""The files that paths stand for: files, folders, patterns, standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from owui_lint.cli.files import Unit, cannot, read
from owui_lint.cli.usage import Diagnostics, UsageError, note
from owui_lint.documents import NOTEBOOK_SUFFIXES

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from owui_lint.config import Loader

STDIN = "-"


@dataclass
class Found:
    """The files that were asked for.

    Attributes:
        paths: of the files, each once; None is standard input; `named` says which were named
        named: the files that were named themselves, not found in a folder
        excluded: how many were named and left out
        notebooks: how many notebooks were named
    """

    paths: list[Path | None] = field(default_factory=list)
    named: set[Path | None] = field(default_factory=set)
    excluded: int = 0
    notebooks: int = 0


def find(
    paths: Iterable[str], loader: Loader, diagnostics: Diagnostics, *, ignore_files: bool = True
) -> Found:
    """Return every file that `paths` stand for, once; folders are searched for `*.py`.

    Args:
        paths: as they were given
        loader: knows what is excluded
        diagnostics: takes the paths that are not there or cannot be read
        ignore_files: leave out, in folders, what a .gitignore leaves out

    Raises:
        ConfigError: a configuration cannot be used
    """
    return _Finder(loader, diagnostics, ignore_files).find(paths)


def units(
    paths: Iterable[str], loader: Loader, stdin_name: str, diagnostics: Diagnostics
) -> Iterator[Unit]:
    """Yield every text that `paths` stand for: files, and the components inside documents.

    Args:
        paths: as they were given
        loader: knows what is excluded
        stdin_name: what standard input is called
        diagnostics: takes what is not there or cannot be read
    """
    for path in find(paths, loader, diagnostics).paths:
        yield from _units(path, stdin_name, diagnostics)


def _units(path: Path | None, stdin_name: str, diagnostics: Diagnostics) -> tuple[Unit, ...]:
    try:
        return read(path, stdin_name).units
    except UsageError as error:
        diagnostics.say(error)
        return ()


class _Finder:
    def __init__(self, loader: Loader, diagnostics: Diagnostics, ignore_files: bool) -> None:
        self._loader = loader
        self._diagnostics = diagnostics
        self._ignore_files = ignore_files
        self._found = Found()
        self._seen: set[str] = set()

    def find(self, paths: Iterable[str]) -> Found:
        for path in paths:
            if path == STDIN:
                self._take(None, named=True)
            elif not path:  # as a variable that is not set; to `Path` it is the working directory
                self._diagnostics.say("A path is empty")
            elif os.path.isdir(path):
                self._folder(path)
            elif not os.path.lexists(path) and glob.has_magic(path):
                self._pattern(path)
            else:
                self._named(Path(path))
        return self._found

    def _take(self, path: Path | None, *, named: bool) -> None:
        key = STDIN if path is None else os.path.realpath(path)
        if named:
            self._found.named.add(path)
        if key not in self._seen:
            self._seen.add(key)
            self._found.paths.append(path)

    def _named(self, path: Path) -> None:
        if path.suffix.lower() in NOTEBOOK_SUFFIXES:
            note(f"`{path}` is a notebook; components are Python files")
            self._found.notebooks += 1
            return
        place = self._loader.for_path(path).excluded_by(path, named=True)
        if place is not None:
            note(f"`{path}` is left out by {place}")
            self._found.excluded += 1
            return
        self._take(path, named=True)

    def _pattern(self, pattern: str) -> None:
        matches = sorted(glob.glob(pattern, recursive=True))
        if not matches:
            self._diagnostics.say(f"No file matches `{pattern}`")
        for match in matches:
            if os.path.isdir(match):
                continue
            self._named(Path(match))

    def _folder(self, path: str) -> None:
        before = len(self._found.paths)
        seen = len(self._seen)
        said = self._diagnostics.any
        for file in self._below(path):
            self._take(file, named=False)
        nothing = len(self._found.paths) == before and len(self._seen) == seen
        if nothing and not (self._diagnostics.any and not said):
            note(f"No Python file in `{path}`")

    def _below(self, path: str) -> Iterator[Path]:
        def say(error: OSError) -> None:
            self._diagnostics.say(cannot("read", error.filename, error))

        ignored = _GitIgnored(Path(path)) if self._ignore_files else None
        for folder, folders, names in os.walk(path, onerror=say):
            configuration = self._loader.for_folder(folder)
            if ignored is not None:
                ignored.enter(Path(folder))
            folders[:] = sorted(
                name
                for name in folders
                if configuration.excluded_by(os.path.join(folder, name), folder=True) is None
                and not (ignored and ignored.leaves_out(Path(folder, name), folder=True))
            )
            for name in sorted(names):
                file = Path(folder, name)
                # Nobody may ever write to a named pipe; a link to nothing is how Emacs locks a file.
                if not name.endswith(".py") or not file.is_file():
                    continue
                if configuration.excluded_by(file) is None and not (
                    ignored and ignored.leaves_out(file, folder=False)
                ):
                    yield file


class _GitIgnored:
    """What the .gitignore files at, above and below a folder leave out, as git does."""

    def __init__(self, start: Path) -> None:
        self._specs: dict[Path, GitIgnoreSpec] = {}
        self._start = Path(os.path.abspath(start))
        above = []
        for place in (self._start, *self._start.parents):
            above.append(place)
            if (place / ".git").exists():
                break
        else:
            above = [self._start]  # in no repository
        for place in above[1:]:
            self.enter(place)
        if self.leaves_out(self._start, folder=True):
            self._specs.clear()  # what was asked for by its name is read

    def enter(self, folder: Path) -> None:
        """Read the .gitignore of a folder."""
        place = Path(os.path.abspath(folder))
        lines: list[str] = []
        for name in (".gitignore", ".git/info/exclude"):
            try:
                text = (place / name).read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            lines += text.splitlines()
        if lines:
            from pathspec import GitIgnoreSpec

            self._specs[place] = GitIgnoreSpec.from_lines(lines)

    def leaves_out(self, path: Path, *, folder: bool) -> bool:
        """Check a file or folder: the nearest .gitignore that says anything counts."""
        if not self._specs:
            return False
        absolute = Path(os.path.abspath(path))
        for place in absolute.parents:
            spec = self._specs.get(place)
            if spec is not None:
                relative = absolute.relative_to(place).as_posix()
                said = spec.check_file(f"{relative}/" if folder else relative).include
                if said is not None:
                    return said
        return False
