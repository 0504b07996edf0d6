"""What ends with 1, what is reported, and what is known already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, CLEAN, Run

WARNINGS = CLEAN.replace("-> str:", "-> str:  # noqa: OWU301")


@pytest.fixture
def files(folder: Path) -> Path:
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    (folder / "warned.py").write_text(WARNINGS, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("options", "path", "code"),
    [
        ((), "bad.py", 1),
        ((), "warned.py", 1),
        (("--fail-on=error",), "warned.py", 0),
        (("--fail-on=warning",), "warned.py", 1),
        (("--fail-on=error",), "bad.py", 1),
        (("--fail-on=never",), "bad.py", 0),
        (("--exit-zero",), "bad.py", 0),
        (("--min-severity=error",), "warned.py", 0),
        (("--min-severity=error",), "bad.py", 1),
        (("--exit-zero",), "missing.py", 2),
        (("--fail-on=never",), "missing.py", 2),
    ],
)
def test_exit_codes(files: Path, run: Run, options: tuple[str, ...], path: str, code: int) -> None:
    done = run("check", *options, path)
    assert done.code == code
    if path != "missing.py" and "--min-severity=error" not in options:
        assert "OWU010" in done.out


def test_min_severity_reports_no_less(files: Path, run: Run) -> None:
    out = run("check", "--min-severity=error", "bad.py").out
    assert "OWU312" in out
    assert "OWU010" not in out


def test_a_baseline_knows_findings_by_what_they_are(files: Path, run: Run) -> None:
    done = run("baseline", "write", ".")
    assert (done.code, done.out) == (0, "4 findings of 2 components in owui-lint-baseline.json\n")
    known = ("check", "--baseline=owui-lint-baseline.json", ".")
    assert run(*known).code == 0
    assert "4 findings of the baseline not reported again" in run(*known).out
    # Lines move: nothing is new. The same mistake once more is.
    moved = BAD.replace("class", "X = 1\n\n\nclass")
    (files / "bad.py").write_text(moved, encoding="utf-8")
    assert run(*known).code == 0
    (files / "bad.py").write_text(
        f"{moved}\n\ndef other(text):\n    return eval(text)\n", encoding="utf-8"
    )
    done = run(*known)
    assert done.code == 1
    assert done.out.count("OWU803 warning") == 1
    # What was mended is told, and leaves the baseline when it is written again.
    (files / "warned.py").write_text(CLEAN, encoding="utf-8")
    (files / "bad.py").write_text(BAD, encoding="utf-8")
    assert "1 finding of the baseline is gone" in run(*known).out
    assert "gone" not in run(*known[:2], "bad.py").out
    run("baseline", "write", ".")
    assert "gone" not in run(*known).out
    shown = run("baseline", "show").out
    assert "bad.py\n" in shown
    assert "3 findings in 1 file" in shown


def test_a_baseline_may_be_configured_and_used_from_elsewhere(
    files: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files / "pyproject.toml").write_text('[tool.owui-lint]\nbaseline = "known.json"\n')
    assert "known.json" in run("baseline", "write", "bad.py", "warned.py").out
    assert run("check", ".").code == 0
    (files / "inner").mkdir()
    monkeypatch.chdir(files / "inner")
    assert run("check", "../bad.py").code == 0
    stored = json.loads((files / "known.json").read_text(encoding="utf-8"))
    assert {one["path"] for one in stored["findings"]} == {"bad.py", "warned.py"}
