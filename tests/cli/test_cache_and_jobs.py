"""The cache changes nothing but the time, whatever is wrong with it; several processes change less."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from owui_lint import cache as caching
from owui_lint import runner
from owui_lint.cache import Cache, key_of
from owui_lint.finding import Finding
from owui_lint.outcome import Examined, Outcome
from owui_lint.parsing.source import SourceFile
from owui_lint.settings import Selection, Settings
from tests.cli.conftest import BAD, CLEAN, Run

SOURCE = SourceFile.from_text(BAD, "bad.py")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def _same(one: Examined, other: Examined) -> bool:
    def shown(finding: Finding) -> tuple[object, ...]:
        return finding, finding.fix, finding.related

    return (
        list(map(shown, one.outcome.findings)) == list(map(shown, other.outcome.findings))
        and (one.outcome.kind, one.outcome.title) == (other.outcome.kind, other.outcome.title)
        and one.mends == other.mends
    )


def test_what_comes_back_is_what_was_found(store: Path) -> None:
    cache = Cache(store)
    first = runner.examine(SOURCE, Settings(), mends=True, cache=cache)
    cache.close()
    cache = Cache(store)
    known = cache.get(key_of(SOURCE, Settings(), noqa=True), "bad.py")
    assert known is not None
    assert _same(known, first)
    moved = cache.get(key_of(SOURCE, Settings(), noqa=True), "other.py")
    assert moved is not None
    assert {finding.path for finding in moved.outcome.findings} == {"other.py"}


def test_a_second_run_lints_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(store)
    first = runner.examine(SOURCE, Settings(), cache=cache)
    cache.close()

    def fail(*_: object) -> Examined:
        raise AssertionError("it is known")

    monkeypatch.setattr(runner, "lint", fail)
    assert _same(runner.examine(SOURCE, Settings(), cache=Cache(store)), first)


def test_the_key_is_made_of_everything_that_counts() -> None:
    key = key_of(SOURCE, Settings(), noqa=True)
    assert key == key_of(SourceFile.from_text(BAD, "elsewhere.py"), Settings(), noqa=True)
    others = [
        key_of(SourceFile.from_text(f"{BAD}\n"), Settings(), noqa=True),
        key_of(SourceFile.from_text(f"\ufeff{BAD}"), Settings(), noqa=True),
        key_of(SourceFile("x", BAD, encoding="latin-1"), Settings(), noqa=True),
        key_of(SOURCE, Settings(), noqa=False),
        key_of(SOURCE, Settings(ignore=("OWU3",)), noqa=True),
        key_of(SOURCE, Settings(target_version="0.5.0"), noqa=True),
        key_of(SOURCE, Settings(within=(Selection(ignore=("OWU3",)),)), noqa=True),
    ]
    assert len({key, *others}) == len(others) + 1


def test_a_changed_rule_or_fact_is_a_changed_key(tmp_path: Path) -> None:
    (tmp_path / "rule.py").write_text("a")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "facts.json").write_text("{}")
    before = caching._files(str(tmp_path))
    (tmp_path / "data" / "facts.json").write_text("[ ]")
    assert len(before) == 2
    assert caching._files(str(tmp_path)) != before


def _made(store: Path) -> None:
    cache = Cache(store)
    assert cache.get("", "") is None
    cache.close()


def _broken(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)


def _text(path: Path) -> None:
    path.write_text("not a database at all, " * 200)


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE results (other TEXT)")
    database.close()


def _other_shape(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA application_id = {caching._APPLICATION}")
        database.execute("CREATE TABLE results (other TEXT)")
    database.close()


def _wrong_rows(path: Path) -> None:
    _made(path.parent)
    key = key_of(SOURCE, Settings(), noqa=True)
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO results VALUES (?, '{\"kind\": 5}', 0, 1)", (key,))
    database.close()


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("spoil", [_broken, _text, _foreign, _other_shape, _wrong_rows, _folder])
def test_whatever_is_wrong_is_ignored(store: Path, run: Run, spoil: object) -> None:
    Path("bad.py").write_text(BAD, encoding="utf-8")
    expected = run("check", "--no-cache", "bad.py")
    store.mkdir()
    assert callable(spoil)
    spoil(store / caching.FILE_NAME)
    before = (store / caching.FILE_NAME).read_bytes() if spoil is _foreign else b""
    for _ in range(3):
        assert run("check", f"--cache-dir={store}", "bad.py") == expected
    if spoil is _foreign:
        assert (store / caching.FILE_NAME).read_bytes() == before


def test_a_cache_that_cannot_be_made_is_ignored(folder: Path, run: Run) -> None:
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    expected = run("check", "--no-cache", "bad.py")
    (folder / "file").write_text("")
    assert run("check", "--cache-dir=file", "bad.py") == expected
    assert run("check", "--cache-dir=/proc/nothing", "bad.py") == expected


def test_a_locked_cache_is_ignored(store: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("bad.py").write_text(BAD, encoding="utf-8")
    expected = run("check", "--no-cache", "bad.py")
    _made(store)
    monkeypatch.setattr(caching, "_WAIT", 0.05)
    holder = sqlite3.connect(store / caching.FILE_NAME)
    holder.execute("BEGIN EXCLUSIVE")
    assert run("check", f"--cache-dir={store}", "bad.py") == expected
    holder.close()


def test_its_size_is_bounded(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "MAX_BYTES", 20_000)
    for number in range(100):
        cache = Cache(store)
        cache.put(f"{number:064}", Examined(Outcome(title="x" * 1000)))
        cache.close()
    with sqlite3.connect(store / caching.FILE_NAME) as database:
        (size,) = database.execute("SELECT sum(size) FROM results").fetchone()
        assert 10_000 < size <= 20_000
    database.close()


def test_what_failed_is_not_remembered(store: Path) -> None:
    from owui_lint.failures import internal_error

    cache = Cache(store)
    failed = internal_error(SOURCE, "Reading", MemoryError())
    cache.put("k" * 64, Examined(Outcome((failed,))))
    cache.close()
    assert Cache(store).get("k" * 64, "bad.py") is None


def test_clean_removes_it(folder: Path, store: Path, run: Run) -> None:
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    run("check", f"--cache-dir={store}", "bad.py")
    assert list(store.iterdir()) != []
    assert run("clean", f"--cache-dir={store}").out == "The cache is removed\n"
    assert list(store.iterdir()) == []
    assert run("clean", f"--cache-dir={store}").out == "There is no cache\n"


@pytest.fixture
def many(folder: Path) -> Path:
    for number in range(40):
        text = (BAD, CLEAN, "import os\n")[number % 3].replace("title: T", f"title: T{number}")
        (folder / f"c{number:02}.py").write_text(text, encoding="utf-8")
    (folder / "export.json").write_text(json.dumps([{"id": "f", "content": BAD}]))
    return folder


def test_several_processes_find_the_same_in_the_same_order(
    many: Path, run: Run, store: Path
) -> None:
    alone = run("check", "--no-cache", "--jobs=1", ".", "export.json", "missing.py")
    assert alone.code == 2
    assert run("check", "--no-cache", "--jobs=3", ".", "export.json", "missing.py") == alone
    assert run("check", f"--cache-dir={store}", "-j3", ".", "export.json", "missing.py") == alone
    assert run("check", f"--cache-dir={store}", "-j3", ".", "export.json", "missing.py") == alone


@pytest.mark.skipif(sys.platform == "win32", reason="of POSIX systems")
def test_ctrl_c_ends_all_of_them_in_one_line(many: Path) -> None:
    for number in range(1_500):
        (many / f"more{number}.py").write_text(BAD.replace("title: T", f"title: M{number}"))
    script = Path(sys.executable).with_name("owui-lint")
    with subprocess.Popen(
        [script, "check", "--no-cache", "--jobs=2", "."],
        cwd=many,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it is at work
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "owui-lint: Interrupted\n"
    time.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
