"""The command under bad conditions: files that are none, closed pipes, poor terminals, lost races."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from owui_lint.cli import files, main
from owui_lint.cli.usage import UsageError

_HEADER = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
_BAD = f"""{_HEADER}

class Filter:
    def inlet(self, body: dict) -> None:
        print("日本 \x1b[31m", body)
"""
_FIXED = f"{_BAD}        return body\n"
_TIMEOUT = 60
_ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="of POSIX systems")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bad.py").write_text(_BAD, encoding="utf-8")
    return tmp_path


def _run(
    folder: Path, *arguments: str, shell: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command; `shell` is what a shell is told about its standard files."""
    command = [sys.executable, "-m", "owui_lint", *arguments]
    if shell:
        command = ["sh", "-c", f'exec "$@" {shell}', "sh", *command]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_TIMEOUT,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_what_cannot_be_read_does_not_keep_from_the_rest(folder: Path) -> None:
    done = _run(folder, "check", "missing.py", "bad.py", "")
    assert done.returncode == 2
    assert "bad.py:10:5: OWU312" in done.stdout
    assert done.stderr.splitlines() == [
        "owui-lint: A path is empty",
        "owui-lint: Cannot read `missing.py`: No such file or directory",
    ]


def test_fix_goes_on_too(folder: Path) -> None:
    done = _run(folder, "fix", "missing.py", "bad.py")
    assert done.returncode == 2
    assert (folder / "bad.py").read_text(encoding="utf-8") == _FIXED


@_ON_POSIX
def test_a_folder_may_hold_what_is_no_file(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    (folder / ".#lock.py").symlink_to("user@host.1234")
    (folder / "loop.py").symlink_to("loop.py")
    done = _run(folder, "check", ".")
    assert (done.returncode, done.stderr) == (1, "")
    assert "1 error in 1 component" in done.stdout


def test_a_folder_that_cannot_be_read_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert main(["check", str(folder)]) == 2
    assert capsys.readouterr().err == f"owui-lint: Cannot read `{folder}`: Permission denied\n"


@_ON_POSIX
@pytest.mark.parametrize("arguments", [("check", "-"), ("fix", "-")])
def test_standard_input_may_be_closed(folder: Path, arguments: tuple[str, ...]) -> None:
    done = _run(folder, *arguments, shell="<&-")
    assert done.returncode == 2
    assert done.stderr == "owui-lint: Cannot read standard input: it is closed\n"


@_ON_POSIX
def test_standard_output_may_be_closed(folder: Path) -> None:
    assert _run(folder, "check", "bad.py", shell=">&-").returncode == 1
    done = _run(folder, "fix", "--diff", "bad.py", shell=">&-")
    assert done.returncode == 2
    assert done.stderr.startswith("owui-lint: Cannot write to standard output: it is closed\n")
    assert not _run(folder, "check", "missing.py", shell="2>&-").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk")
@pytest.mark.parametrize(
    "arguments",
    [("check", "bad.py"), ("check", "--format=json", "bad.py"), ("rules",), ("fix", "--diff", ".")],
)
def test_the_disk_may_be_full(folder: Path, arguments: tuple[str, ...]) -> None:
    done = _run(folder, *arguments, shell=">/dev/full")
    assert done.returncode == 2
    assert "owui-lint: Cannot write the output: No space left on device\n" in done.stderr
    assert _run(folder, "check", "missing.py", shell="2>/dev/full").returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252:strict", "utf-8:strict"])
def test_a_terminal_may_lack_characters(folder: Path, encoding: str) -> None:
    (folder / "日本.py").write_text(_BAD, encoding="utf-8")
    for arguments in (("check", "."), ("fix", "--diff", "."), ("rules",), ("explain", "OWU312")):
        done = _run(folder, *arguments, PYTHONIOENCODING=encoding)
        assert done.returncode == (1 if arguments[0] == "check" else 0)
        assert "Error" not in done.stderr


@_ON_POSIX
def test_a_path_may_be_no_text(folder: Path) -> None:
    os.rename(folder / "bad.py", os.fsencode(folder) + b"/bad\xff.py")
    done = _run(folder, "check", ".", PYTHONIOENCODING="utf-8:strict")
    assert done.returncode == 1
    assert r"bad\udcff.py:10:5: OWU312" in done.stdout


def test_a_terminal_may_have_no_width(folder: Path) -> None:
    done = _run(folder, "check", "bad.py", COLUMNS="0")
    assert "OWU312" in done.stdout


@_ON_POSIX
def test_nothing_moves_the_cursor(folder: Path) -> None:
    (folder / "bad.py").rename(folder / "a\nb\x1b[2J.py")
    event = '__event_emitter__({"type": "sta\\ntus\\x1b[2J", "data": {}})  # \x1b[31m\u202e日本'
    text = f"{_HEADER}class Pipe:\n    async def pipe(self, body, __event_emitter__):\n        await {event}\n"
    (folder / "event.py").write_text(text, encoding="utf-8")
    done = _run(folder, "check", ".")
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert r"a\nb\x1b[2J.py:10:5: OWU312" in done.stdout
    assert r"`sta\ntus\x1b[2J`" in done.stdout
    assert "\N{REPLACEMENT CHARACTER}[31m" in done.stdout


def test_the_pointer_stands_below_wide_characters(folder: Path) -> None:
    text = f'{_HEADER}class Pipe:\n    def pipe(self, body): return "日本", eval(body)\n'
    (folder / "bad.py").write_text(text, encoding="utf-8")
    shown = _run(folder, "check", "--select=OWU803", "bad.py").stdout.splitlines()
    before = shown[1].partition("eval")[0]
    assert shown[2].index("^") == len(before) + len("日本")


def test_interrupted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(click.Context, "invoke", interrupt)
    monkeypatch.setattr(sys.modules["owui_lint.cli.main"], "_throw_away_the_rest", lambda: None)
    assert main(["check", str(folder)]) == 130
    assert capsys.readouterr().err == "owui-lint: Interrupted\n"


def test_standard_input_is_read_once(folder: Path) -> None:
    done = _run(folder, "check", "-", "-")
    assert "1 file is not an Open WebUI component" in done.stdout


# -- writing ---------------------------------------------------------------------------------------


def test_what_was_changed_meanwhile_is_kept(folder: Path) -> None:
    path = folder / "bad.py"
    before = path.read_bytes()
    path.write_text("# theirs\n", encoding="utf-8")
    with pytest.raises(UsageError, match="changed meanwhile"):
        files.write(path, before, b"# ours\n")
    assert path.read_text(encoding="utf-8") == "# theirs\n"


@_ON_POSIX
def test_only_files_are_written(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    with pytest.raises(UsageError, match="not a regular file"):
        files.write(folder / "pipe.py", b"", b"# ours\n")
    assert not (folder / "pipe.py").is_file()


def test_a_read_only_file_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "bad.py"
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    with pytest.raises(UsageError, match="Permission denied"):
        files.write(path, path.read_bytes(), b"# ours\n")
    assert path.read_text(encoding="utf-8") == _BAD


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "replace", fail)
    path = folder / "bad.py"
    with pytest.raises((UsageError, KeyboardInterrupt)):
        files.write(path, path.read_bytes(), b"# ours\n")
    assert [one.name for one in folder.iterdir()] == ["bad.py"]
    assert path.read_text(encoding="utf-8") == _BAD


def test_an_encoding_with_two_ways_to_write_is_left_alone(folder: Path) -> None:
    """UTF-7 may write any letter as itself or in base 64: the second would be lost."""
    data = b"# coding: utf-7\n" + _BAD.encode("utf-7") + b"# +AGEAYg-\n"
    (folder / "bad.py").write_bytes(data)
    done = _run(folder, "fix", "bad.py")
    assert done.returncode == 2
    assert "`utf-7` writes other bytes than were read" in done.stderr
    assert (folder / "bad.py").read_bytes() == data


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "shift_jis", "utf-8"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(folder: Path, encoding: str, newline: str) -> None:
    bad = _BAD.replace("日本", {"shift_jis": "日本", "utf-8": "日本"}.get(encoding, "é"))
    text = f"# coding: {encoding}\n{bad}# no newline at the end"
    (folder / "bad.py").write_bytes(text.replace("\n", newline).encode(encoding))
    _run(folder, "fix", "--select=OWU312", "bad.py")
    fixed = text.replace("# no newline", "        return body\n# no newline").replace("\n", newline)
    assert (folder / "bad.py").read_bytes() == fixed.encode(encoding)
