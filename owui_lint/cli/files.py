"""The files that paths stand for, and reading and writing them."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from owui_lint.cli.usage import UsageError
from owui_lint.source import SourceFile

STDIN = "-"
_SKIPPED = frozenset({"__pycache__", "node_modules", "build", "dist", "site-packages"})


class Input(NamedTuple):
    """A file that was asked for."""

    source: SourceFile
    path: Path | None
    """Where it can be written; None for standard input."""


def inputs(paths: Iterable[str], stdin_name: str) -> Iterator[Input]:
    """Every file that `paths` stand for, once; folders are searched for `*.py`.

    Raises:
        UsageError: a path that is not there, or cannot be read
    """
    seen: set[str] = set()
    for path in paths:
        if path == STDIN:
            yield Input(SourceFile.from_bytes(sys.stdin.buffer.read(), stdin_name), None)
            continue
        for file in _files(Path(path)):
            if os.path.realpath(file) not in seen:
                seen.add(os.path.realpath(file))
                yield Input(_read(file), file)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not name.startswith(".")
        )
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))


def _read(path: Path) -> SourceFile:
    try:
        return SourceFile.read(path)
    except OSError as error:
        raise UsageError(f"Cannot read `{path}`: {error.strerror or error}") from None


def write(path: Path, data: bytes) -> None:
    """Replace a file's content in one step, so that no crash leaves half a file.

    Raises:
        UsageError: it cannot be written
    """
    target = Path(os.path.realpath(path))
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as temporary:
            temporary.write(data)
        os.chmod(temporary.name, target.stat().st_mode)
        os.replace(temporary.name, target)
    except OSError as error:
        raise UsageError(f"Cannot write `{path}`: {error.strerror or error}") from None
