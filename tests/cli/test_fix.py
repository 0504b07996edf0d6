"""`owui-lint fix`: what it changes, what it tells, and that both are the same in every mode."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, CLEAN, FIXED, Run
from tests.harness import ROOT

_UNSAFE = CLEAN.replace('return "Hello"', "__event_emitter__({})\n        return body").replace(
    "body: dict", "body: dict, __event_emitter__"
)


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "bad.py"
    path.write_text(BAD, encoding="utf-8")
    return path


def test_lines_are_those_of_the_file_on_the_disk(file: Path, run: Run) -> None:
    for options, text in ((("--diff",), BAD), (("--check",), BAD), ((), FIXED)):
        done = run("fix", *options, "bad.py")
        assert file.read_text(encoding="utf-8") == text
        (line,) = re.findall(r"bad\.py:(\d+):\d+: OWU803", done.err)
        assert "eval" in text.splitlines()[int(line) - 1], options


def test_counts_are_those_announced(file: Path, run: Run) -> None:
    assert "`owui-lint fix` mends 2" in run("check", "bad.py").out
    assert (
        "2 fixes would be applied, 1 finding left: 1 without a fix"
        in run("fix", "--diff", "bad.py").err
    )
    assert (
        "2 fixes would be applied, 1 finding left: 1 without a fix"
        in run("fix", "--check", "bad.py").err
    )
    assert "2 fixes applied, 1 finding left: 1 without a fix" in run("fix", "bad.py").err
    assert "0 fixes applied, 1 finding left: 1 without a fix" in run("fix", "bad.py").err


def test_check_ends_with_1_where_something_would_change(file: Path, run: Run) -> None:
    assert run("fix", "--check", "bad.py").code == 1
    run("fix", "bad.py")
    assert run("fix", "--check", "bad.py").code == 0
    assert run("fix", "bad.py").code == 1
    assert run("fix", "--exit-zero", "bad.py").code == 0
    assert run("fix", "--fail-on=error", "bad.py").code == 0


def test_select_mends_these_alone(file: Path, run: Run) -> None:
    done = run("fix", "--select=OWU312", "bad.py")
    assert done.err.splitlines()[-1] == "1 fix applied, nothing left"
    assert file.read_text(encoding="utf-8") == BAD.replace(
        ", body)\n", ", body)\n        return body\n"
    )


def test_what_is_left_says_why(folder: Path, run: Run) -> None:
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    assert "      left: no fix is known\n" in run("fix", "bad.py").err


@pytest.mark.parametrize("name", ["demo.py"])
def test_unsafe_numbers_on_the_demonstration(folder: Path, run: Run, name: str) -> None:
    text = (ROOT / "fixtures" / name).read_bytes()
    (folder / name).write_bytes(text)
    said = run("check", name).out
    safe = int(re.findall(r"`owui-lint fix` mends (\d+)", said)[0])
    unsafe = int((re.findall(r"`owui-lint fix --unsafe` mends (\d+)", said) or ["0"])[0])
    assert f"{safe} fixes would be applied" in run("fix", "--diff", name).err
    assert f"{safe + unsafe} fixes applied" in run("fix", "--unsafe", name).err
    assert run("fix", "--unsafe", "--check", name).code == 0


def test_line_ends_encoding_and_mark_are_kept(folder: Path, run: Run) -> None:
    data = b"\xef\xbb\xbf" + BAD.replace("\n", "\r\n").encode()
    (folder / "bad.py").write_bytes(data)
    run("fix", "--ignore=OWU002", "bad.py")
    assert (folder / "bad.py").read_bytes() == b"\xef\xbb\xbf" + FIXED.replace(
        "\n", "\r\n"
    ).encode()
    latin = ("# coding: latin-1\n" + BAD).replace("日本", "Grüße")
    (folder / "bad.py").write_bytes(latin.encode("latin-1"))
    run("fix", "--select=OWU312", "bad.py")
    assert "Grüße".encode("latin-1") in (folder / "bad.py").read_bytes()
