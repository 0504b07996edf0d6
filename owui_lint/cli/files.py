"""Reading the files that were asked for, and writing them back."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from owui_lint import documents
from owui_lint.cli.usage import UsageError
from owui_lint.documents import DocumentError, Part
from owui_lint.parsing.source import SourceFile


@dataclass(frozen=True)
class Unit:
    """One text to lint: a file, or a component inside a document."""

    source: SourceFile
    part: Part | None = None

    @property
    def path(self) -> str:
        """The file it is in."""
        if self.part is None or self.part.entry is None:
            return self.source.path
        return self.source.path.removesuffix(f"#{self.part.entry}")


@dataclass(frozen=True)
class Input:
    """A file that was read.

    Attributes:
        source: the whole file
        data: its bytes
        path: where it can be written; None for standard input
        units: what is to be linted of it
    """

    source: SourceFile
    data: bytes
    path: Path | None
    units: tuple[Unit, ...]


def read(path: Path | None, stdin_name: str) -> Input:
    """Read a file, or standard input where `path` is None.

    Raises:
        UsageError: it cannot be read
    """
    if path is None:
        if sys.stdin is None:
            raise UsageError("Cannot read standard input: it is closed")
        data, name = sys.stdin.buffer.read(), stdin_name
    else:
        name = os.fspath(path)
        try:
            data = path.read_bytes()
        except (OSError, ValueError) as error:
            raise cannot("read", path, error) from None
    return parsed(data, name, path)


def parsed(data: bytes, name: str, path: Path | None) -> Input:
    """Return what a file holds.

    Args:
        data: its bytes
        name: as it is shown
        path: where it can be written; None for standard input

    Raises:
        UsageError: it is called a document and cannot be read as one
    """
    source = SourceFile.from_bytes(data, name)
    if path is None and data.lstrip()[:1] in (b"[", b"{") and "." not in name:
        with suppress(DocumentError):
            parts = documents.parts_of(SourceFile(f"{name}.json", source.text))
            return Input(source, data, None, _units(source, parts))
    if not documents.is_document(name):
        return Input(source, data, path, (Unit(source),))
    try:
        return Input(source, data, path, _units(source, documents.parts_of(source)))
    except DocumentError as error:
        raise UsageError(f"Cannot read `{name}`: {error}") from None


def _units(source: SourceFile, parts: tuple[Part, ...] | None) -> tuple[Unit, ...]:
    units = []
    for part in parts or ():
        shown = source.path if part.entry is None else f"{source.path}#{part.entry}"
        line, _ = source.position(part.start)
        units.append(Unit(SourceFile.from_text(part.text, shown), replace(part, line=line)))
    return tuple(units)


def put_back(one: Input, texts: dict[int, str]) -> str:
    """Return a document with some of its components changed: their texts, by index."""
    parts = [unit.part for unit in one.units if unit.part is not None]
    return documents.rewritten(one.source, parts, texts)


def cannot(do: str, path: object, error: Exception) -> UsageError:
    """Return what is said when a file cannot be read or written."""
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
        raise cannot("write", path, error) from None


def _replace(target: Path, was: os.stat_result, data: bytes) -> None:
    import tempfile  # and with it `random`, which reading needs not

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
