"""Comments that hide findings: the same ones as flake8 hides, in every face."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from flake8.violation import Violation
from hypothesis import given, settings
from hypothesis import strategies as st

import owui_lint
from owui_lint.finding import Finding, Severity, Span
from owui_lint.parsing.source import SourceFile
from owui_lint.suppressions import Suppressions

HEADER = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
BROKEN = HEADER + "class Filter:\n    def inlet(self, body):\n        return{}  {}\n"


def _codes(text: str) -> set[str]:
    return {finding.code for finding in owui_lint.lint_source(text)}


@pytest.mark.parametrize(
    ("comment", "hidden"),
    [
        ("", False),
        ("# noqa", True),
        ("#noqa", False),
        ("# NoQA", True),
        ("# noqa: OWU312", True),
        ("# noqa:OWU312", True),
        ("# noqa: E501,OWU312", True),
        ("# noqa: E501 OWU312", True),
        ("# noqa: OWU3", True),
        ("# noqa: E501", False),
        ("# noqa: OWU313", False),
        ("# type: ignore  # noqa: OWU312", True),
        ("# noqa : OWU313", True),
        ("# noqa OWU313", True),
    ],
)
def test_noqa_as_flake8_reads_it(comment: str, hidden: bool, tmp_path: Path) -> None:
    text = BROKEN.format("", comment)
    assert ("OWU312" not in _codes(text)) == hidden
    assert ("OWU312" not in _flake8(text, tmp_path)) == hidden


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("# flake8: noqa", True),
        ("  # flake8: NOQA", True),
        ("# flake8:noqa: E501", True),
        ("x = 1  # flake8: noqa", False),
        ("# owui-lint: disable=OWU312", True),
        ("#owui-lint:disable = owu3", True),
        ("    # owui-lint: disable=OWU101, OWU312", True),
        ("# owui-lint: disable=OWU101", False),
        ("# owui-lint: disable", False),
        ("x = 1  # owui-lint: disable=OWU312", False),
    ],
)
def test_whole_files(line: str, hidden: bool, tmp_path: Path) -> None:
    text = BROKEN.format("", "") + f"\n\n{line.strip() if line.startswith('x') else line}\n"
    assert ("OWU312" not in _codes(text)) == hidden
    assert ("OWU312" not in _flake8(text, tmp_path)) == hidden


def test_disable_noqa_shows_everything(tmp_path: Path) -> None:
    for comment in ("# noqa", "# owui-lint: disable=OWU312", "# noqa: OWU312"):
        text = BROKEN.format("", "") + f"{comment}\n"
        assert "OWU312" in _flake8(text, tmp_path, "--disable-noqa")


def test_noqa_behind_a_multi_line_string_is_for_all_its_lines(tmp_path: Path) -> None:
    text = BROKEN.format(" '''\n'''.join('')[1:] or None", "# noqa: OWU312")
    assert "OWU312" not in _codes(text)
    assert "OWU312" not in _flake8(text, tmp_path)


def _flake8(text: str, folder: Path, *options: str) -> set[str]:
    path = folder / "component.py"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "flake8", "--isolated", "--select=OWU", *options, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return {line.split(" ")[1] for line in done.stdout.splitlines()}


_PIECES = st.sampled_from(
    [
        "x = 1",
        "'''",
        "\\",
        "(",
        ")",
        "# noqa",
        "# noqa: OWU101",
        "#noqa:OWU",
        "\n",
        "\n",
        "  ",
        "\t",
        "if x:",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_lines_are_joined_as_flake8_joins_them(text: str) -> None:
    """Held against flake8's own mapping of lines, called on the same text."""
    import argparse

    from flake8.processor import FileProcessor
    from flake8.violation import Violation

    options = argparse.Namespace(
        hang_closing=False, indent_size=4, max_line_length=79, max_doc_length=None, verbose=0
    )
    lines = text.splitlines(keepends=True)
    processor = FileProcessor("x.py", options, lines)
    suppressions = Suppressions(SourceFile.from_text(text, "x.py"))
    for number in range(1, len(lines) + 1):
        line = processor.noqa_line_for(number) or lines[number - 1]
        theirs = Violation("OWU101", "x.py", number, 0, "", line).is_inline_ignored(False)
        finding = Finding("x.py", Span(number, 0, number, 0), "OWU101", "n", "m", Severity.ERROR)
        assert suppressions.hides(finding) == theirs


def test_a_list_of_codes_is_read_in_one_go() -> None:
    """Three patterns that all take blanks tried every way to share a long row of them out."""
    started = time.process_time()
    source = SourceFile.from_text(f"# owui-lint: disable={' ' * 3_000}!\n")
    assert Suppressions(source).disabled == ()
    assert time.process_time() - started < 1


def test_many_codes_in_one_comment_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counted(Violation):
        def is_inline_ignored(self, disable_noqa: bool) -> bool:
            asked.append(self.code)
            return super().is_inline_ignored(disable_noqa)

    monkeypatch.setattr("owui_lint.suppressions.Violation", Counted)
    text = f'"""\ntitle: T\n"""\nclass Pipe:\n    x = 1  # noqa: {",".join(["OWU301"] * 50)}\n'
    found = [finding.code for finding in owui_lint.lint_source(text)]
    assert found.count("OWU010") == 50
    assert asked.count("OWU010") == 1
