"""What was found in a text is remembered, so that an unchanged file costs no parse.

The key is made of the text, the settings, the rules and facts, and what reads them; not of the path.
The cache is one SQLite file in the user's cache folder. Whatever is wrong with it (a read-only or
full disk, a foreign or broken file, another process that holds it) makes it be ignored: it never
changes what is found, and says nothing.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import owui_lint
from owui_lint.failures import INTERNAL_ERROR
from owui_lint.finding import Applicability, Edit, Finding, Fix, Related, Severity, Span
from owui_lint.kinds import Kind
from owui_lint.outcome import Examined, Outcome

if TYPE_CHECKING:
    import sqlite3

    from owui_lint.parsing.source import SourceFile
    from owui_lint.settings import Settings

FILE_NAME = "owui-lint-findings-1.sqlite3"
_APPLICATION = 0x4F575549
"""What SQLite keeps in the file's header, "OWUI": another program's file is left alone."""
MAX_BYTES = 64 * 1024 * 1024
"""How much is kept; what was not asked for longest goes first."""
_DAY = 86_400
_WAIT = 0.5
"""Seconds to wait for another process that writes."""
_BATCH = 50
"""Results written together; one that is killed in between loses no more."""


def default_folder() -> Path:
    """Return the user's cache folder for this program."""
    from platformdirs import user_cache_path

    return user_cache_path("owui-lint", appauthor=False)


class Cache:
    """A folder's cache. No method raises."""

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        """Take the folder of the cache, the user's own by default; it is opened when it is asked."""
        self._folder = folder
        self._database: sqlite3.Connection | None = None
        self._is_open = False
        self._waiting: dict[str, str] = {}
        self._used: set[str] = set()

    def get(self, key: str, path: str) -> Examined | None:
        """Return what was found in a text, for a file of this path; None where nobody knows."""
        self._open()
        if self._database is None:
            return None
        import json

        with suppress(Exception):
            query = "SELECT result, used FROM results WHERE key = ?"
            row = self._database.execute(query, (key,)).fetchone()
            if row is not None:
                if row[1] < _today():
                    self._used.add(key)
                return _read(json.loads(row[0]), path)
        return None

    def put(self, key: str, examined: Examined) -> None:
        """Remember what was found in a text."""
        self._open()
        if self._database is None or any(
            finding.code == INTERNAL_ERROR.code for finding in examined.outcome.findings
        ):
            return  # what failed may have failed for this once: a full memory, a low limit
        import json

        self._waiting[key] = json.dumps(_written(examined))
        if len(self._waiting) >= _BATCH:
            self._write()

    def flush(self) -> None:
        """Write what is still to be written."""
        self._write()

    def close(self) -> None:
        """Write what is still to be written, and let go of the file."""
        self._write()
        if self._database is not None:
            with suppress(Exception):
                self._database.close()
        self._database = None

    def _open(self) -> None:
        if self._is_open:
            return
        self._is_open = True
        import sqlite3

        folder = default_folder() if self._folder is None else Path(self._folder)
        path = folder / FILE_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = _opened(path)
        except sqlite3.DatabaseError as error:
            if not isinstance(error, sqlite3.OperationalError):  # broken: the next run starts anew
                with suppress(OSError):
                    path.unlink()
        except OSError:
            pass

    def _write(self) -> None:
        database, waiting, used = self._database, self._waiting, self._used
        self._waiting, self._used = {}, set()
        if database is None or not (waiting or used):
            return
        import sqlite3

        today = _today()
        try:
            with database:
                rows = [(key, result, today, len(result)) for key, result in waiting.items()]
                database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", rows)
                touched = [(today, key) for key in used]
                database.executemany("UPDATE results SET used = ? WHERE key = ?", touched)
                _shrink(database)
        except (sqlite3.Error, UnicodeError):
            pass


def _opened(path: Path) -> sqlite3.Connection | None:
    """Return the open database; None for another program's.

    Raises:
        sqlite3.DatabaseError: it cannot be used
    """
    import sqlite3

    database = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
    try:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != _APPLICATION:
            if tables:
                database.close()
                return None
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(
            "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, result TEXT NOT NULL, "
            "used INTEGER NOT NULL, size INTEGER NOT NULL) WITHOUT ROWID"
        )
    except BaseException:
        database.close()
        raise
    return database


def _shrink(database: sqlite3.Connection) -> None:
    """Drop what was not used for longest, once there is too much."""
    (size,) = database.execute("SELECT coalesce(sum(size), 0) FROM results").fetchone()
    if size <= MAX_BYTES:
        return
    gone: list[tuple[str]] = []
    for key, length in database.execute("SELECT key, size FROM results ORDER BY used"):
        if size <= MAX_BYTES * 3 // 4:
            break
        gone.append((key,))
        size -= length
    database.executemany("DELETE FROM results WHERE key = ?", gone)


def _today() -> int:
    return int(time.time()) // _DAY


def clean(folder: str | os.PathLike[str] | None = None) -> int:
    """Remove the cache of a folder, the user's own by default; return how many files that were.

    Raises:
        OSError: one cannot be removed
    """
    place = default_folder() if folder is None else Path(folder)
    removed = 0
    for path in sorted(place.glob(f"{FILE_NAME}*")):
        path.unlink()
        removed += 1
    return removed


def key_of(source: SourceFile, settings: Settings, *, noqa: bool, extra: object = None) -> str:
    """Return what the result for a text is known by.

    Args:
        source: the text
        settings: what to look for
        noqa: whether comments that hide findings are respected
        extra: what else a frontend lets the result depend on; only its `repr` counts
    """
    import hashlib

    parts = (source.encoding, source.bom, source.problem, noqa, settings, extra)
    hashed = hashlib.sha256(f"{_reader()}\n{parts!r}\n".encode())
    hashed.update(source.text.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


@lru_cache(maxsize=1)
def _reader() -> str:
    """Return what stands for the rules, the facts and everything that reads a file."""
    import hashlib

    python = sys.implementation
    parts = [owui_lint.__version__, python.name, repr(python.version), sys.version]
    for name in ("libcst", "flake8", "pydantic", "packaging"):
        # Its version, without importing it or what reads versions: a new one is a new file.
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            status = os.stat(spec.origin)
            parts.append(f"{spec.origin} {status.st_size} {status.st_mtime_ns}")
    from owui_lint import rules

    for folder in (*owui_lint.__path__, *rules.__path__):
        if os.path.basename(folder) in (
            "owui_lint",
            "rules",
        ):  # a checkout's root is in the path too
            parts += _files(folder)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _files(folder: str) -> list[str]:
    """Return name, size and time of every module and data file below a folder."""
    found: list[str] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                found += _files(entry.path)
            elif entry.name.endswith((".py", ".json")):
                status = entry.stat()
                found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
    return sorted(found)


def _written(examined: Examined) -> dict[str, Any]:
    outcome = examined.outcome
    return {
        "kind": None if outcome.kind is None else outcome.kind.value,
        "title": outcome.title,
        "hidden": outcome.hidden,
        "mends": examined.mends,
        "findings": [_finding(finding) for finding in outcome.findings],
    }


def _finding(finding: Finding) -> list[Any]:
    fix = finding.fix
    edits = () if fix is None else [(edit.start, edit.end, edit.replacement) for edit in fix.edits]
    return [
        _span(finding.span),
        finding.code,
        finding.name,
        finding.message,
        finding.severity.value,
        [(_span(related.span), related.message) for related in finding.related],
        None if fix is None else (fix.title, fix.applicability.value, edits),
    ]


def _span(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column


def _read(stored: dict[str, Any], path: str) -> Examined:
    outcome = Outcome(
        tuple(_finding_of(one, path) for one in stored["findings"]),
        None if stored["kind"] is None else Kind(stored["kind"]),
        stored["title"],
        stored["hidden"],
    )
    mends = stored["mends"]
    return Examined(outcome, None if mends is None else (int(mends[0]), int(mends[1])))


def _finding_of(stored: list[Any], path: str) -> Finding:
    span, code, name, message, severity, related, fix = stored
    return Finding(
        path,
        Span(*span),
        code,
        name,
        message,
        Severity(severity),
        tuple(Related(Span(*place), text) for place, text in related),
        None
        if fix is None
        else Fix(fix[0], Applicability(fix[1]), tuple(Edit(*edit) for edit in fix[2])),
    )
