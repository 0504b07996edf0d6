"""The files that paths stand for, and reading and writing them."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from owui_lint.cli.usage import Diagnostics, UsageError
from owui_lint.parsing.source import SourceFile

STDIN = "-"
_SKIPPED = frozenset({"__pycache__", "node_modules", "build", "dist", "site-packages"})


class Input(NamedTuple):
    """A file that was asked for."""

    source: SourceFile
    data: bytes
    """What was read."""
    path: Path | None
    """Where it can be written; None for standard input."""


def inputs(paths: Iterable[str], stdin_name: str, diagnostics: Diagnostics) -> Iterator[Input]:
    """Every file that `paths` stand for, once; folders are searched for `*.py`.

    Args:
        paths: as they were given
        stdin_name: what standard input is called
        diagnostics: takes the paths that are not there or cannot be read
    """
    seen: set[str] = set()
    for path in paths:
        for file in _files(path, diagnostics):
            key = STDIN if file is None else os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                try:
                    found = _read(file, stdin_name)
                except UsageError as error:
                    diagnostics.say(error)
                else:
                    yield found


def _files(path: str, diagnostics: Diagnostics) -> Iterator[Path | None]:
    """The files below a path; None is standard input."""
    if path == STDIN:
        yield None
    elif not path:  # as a variable that is not set; to `Path` it is the working directory
        diagnostics.say("A path is empty")
    elif not os.path.isdir(path):
        yield Path(path)
    else:
        yield from _below(path, diagnostics)


def _below(path: str, diagnostics: Diagnostics) -> Iterator[Path]:
    def say(error: OSError) -> None:
        diagnostics.say(_cannot("read", error.filename, error))

    for folder, folders, names in os.walk(path, onerror=say):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not name.startswith(".")
        )
        files = (Path(folder, name) for name in sorted(names) if name.endswith(".py"))
        # Nobody may ever write to a named pipe; a link to nothing is how Emacs locks a file.
        yield from (file for file in files if file.is_file())


def _read(path: Path | None, stdin_name: str) -> Input:
    if path is None:
        if sys.stdin is None:
            raise UsageError("Cannot read standard input: it is closed")
        data = sys.stdin.buffer.read()
        return Input(SourceFile.from_bytes(data, stdin_name), data, None)
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _cannot("read", path, error) from None
    return Input(SourceFile.from_bytes(data, os.fspath(path)), data, path)


def _cannot(do: str, path: object, error: Exception) -> UsageError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return UsageError(f"Cannot {do} `{path}`: {reason}")


def write(path: Path, before: bytes, after: bytes) -> None:
    """Replace a file's content in one step, so that no crash leaves half a file.

    Args:
        path: the file; a link stays one
        before: what it holds; when somebody has changed that meanwhile, their work is kept
        after: what it shall hold

    Raises:
        UsageError: it cannot be written
    """
    target = Path(os.path.realpath(path))
    try:
        was = target.stat()
        if not stat.S_ISREG(was.st_mode):
            raise OSError("it is not a regular file")
        if not os.access(
            target, os.W_OK
        ):  # replacing it would need no more than its folder's leave
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if target.read_bytes() != before:
            raise OSError("it has changed meanwhile")
        _replace(target, was, after)
    except OSError as error:
        raise _cannot("write", path, error) from None


def _replace(target: Path, was: os.stat_result, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        if sys.platform != "win32":
            with suppress(OSError):  # it is another's, and only root can give it back
                os.chown(name, was.st_uid, was.st_gid)
        os.chmod(name, stat.S_IMODE(was.st_mode))
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
