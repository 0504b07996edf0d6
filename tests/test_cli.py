"""The `owui-lint` command, as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from owui_lint.rule import all_rules

HEADER = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
CLEAN = (
    HEADER
    + '\n\nclass Pipe:\n    async def pipe(self, body: dict) -> str:\n        return "Hello"\n'
)
UNUSED = CLEAN.replace("-> str:", "-> str:  # noqa: OWU301")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clean.py").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "unused.py").write_text(UNUSED, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, stdin: bytes | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "owui_lint", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_exit_codes(folder: Path) -> None:
    assert run(folder, "check", "clean.py") == (0, "Nothing found in 1 component\n", "")
    assert run(folder, "check", "unused.py")[0] == 1
    assert run(folder, "check", ".")[0] == 1


def test_text_shows_line_pointer_and_fix(folder: Path) -> None:
    _, out, _ = run(folder, "check", "unused.py")
    assert out.splitlines() == [
        "unused.py:10:55: OWU010 warning: `noqa` for `OWU301` suppresses nothing; remove it  [unused-noqa]",
        "   10 │     async def pipe(self, body: dict) -> str:  # noqa: OWU301",
        "      │                                                       ^^^^^^",
        "      fix: Remove `OWU301`",
        "      see https://owui-lint.github.io/owui-lint/rules/owu010/",
        "",
        "1 warning in 1 component",
        "`owui-lint fix` mends 1",
    ]


def test_json(folder: Path) -> None:
    _, out, _ = run(folder, "check", "--format=json", "clean.py", "unused.py")
    document = json.loads(out)
    assert document["version"] == 1
    (finding,) = document["findings"]
    assert finding == {
        "path": "unused.py",
        "entry": None,
        "kind": "pipe",
        "url": "https://owui-lint.github.io/owui-lint/rules/owu010/",
        "line": 10,
        "column": 55,
        "end_line": 10,
        "end_column": 61,
        "code": "OWU010",
        "name": "unused-noqa",
        "severity": "warning",
        "message": "`noqa` for `OWU301` suppresses nothing; remove it",
        "related": [],
        "fix": {
            "title": "Remove `OWU301`",
            "applicability": "safe",
            "edits": [
                {
                    "start": UNUSED.index("  # noqa"),
                    "end": UNUSED.index("OWU301") + 6,
                    "replacement": "",
                }
            ],
        },
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "none.py"), "owui-lint: Cannot read `none.py`: No such file or directory"),
        (
            ("check", "--owui-profile=x", "clean.py"),
            "owui-lint: Invalid `profile`: `x` is not `host`",
        ),
        (("check", "--select=x", "clean.py"), "owui-lint: Invalid `select`: `x` is not a code"),
        (("explain", "OWU999"), "owui-lint: there is no rule `OWU999`"),
    ],
)
def test_wrong_questions_are_one_line_and_2(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = run(folder, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert len(err.splitlines()) == 1


def test_no_command_is_2(folder: Path) -> None:
    assert run(folder)[0] == 2
    assert run(folder, "nonsense")[0] == 2


def test_fix_in_place(folder: Path) -> None:
    path = folder / "unused.py"
    path.chmod(0o640)
    code, out, err = run(folder, "fix", "unused.py", "clean.py")
    assert (code, out, err) == (0, "", "1 fix applied, nothing left\n")
    assert path.read_text(encoding="utf-8") == CLEAN
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["clean.py", "unused.py"]


def test_fix_through_a_link_keeps_the_link(folder: Path) -> None:
    (folder / "link.py").symlink_to("unused.py")
    run(folder, "fix", "link.py")
    assert (folder / "link.py").is_symlink()
    assert (folder / "unused.py").read_text(encoding="utf-8") == CLEAN


def test_fix_diff_changes_nothing(folder: Path) -> None:
    code, out, _ = run(folder, "fix", "--diff", "unused.py")
    assert code == 0
    assert out.splitlines()[:2] == ["--- a/unused.py", "+++ b/unused.py"]
    assert [line for line in out.splitlines()[2:] if line.startswith(("+", "-"))] == [
        "-    async def pipe(self, body: dict) -> str:  # noqa: OWU301",
        "+    async def pipe(self, body: dict) -> str:",
    ]
    assert (folder / "unused.py").read_text(encoding="utf-8") == UNUSED


def test_what_is_left_is_listed(folder: Path) -> None:
    (folder / "unused.py").write_text(UNUSED.replace("title: T\n", ""), encoding="utf-8")
    code, out, err = run(folder, "fix", "unused.py")
    assert (code, out) == (1, "")
    assert "OWU103" in err
    assert "1 fix applied" in err


def test_standard_input(folder: Path) -> None:
    code, out, _ = run(folder, "check", "-", "--stdin-display-name=shown.py", stdin=UNUSED.encode())
    assert code == 1
    assert out.startswith("shown.py:10:55: OWU010")
    data = UNUSED.replace("\n", "\r\n").encode()
    assert run(folder, "fix", "-", stdin=data)[1] == CLEAN.replace("\n", "\r\n")
    assert run(folder, "fix", "-", stdin=CLEAN.encode())[1] == CLEAN


def test_explain_by_code_and_name(folder: Path) -> None:
    by_code = run(folder, "explain", "owu010")
    assert by_code[0] == 0
    assert "unused-noqa" in by_code[1]
    assert run(folder, "explain", "unused-noqa") == by_code


def test_rules_lists_every_rule(folder: Path) -> None:
    _, out, _ = run(folder, "rules")
    assert [rule.code for rule in all_rules() if rule.code not in out] == []


def test_folders_leave_out_what_is_not_the_authors(folder: Path) -> None:
    for name in (".venv", "__pycache__", "node_modules"):
        (folder / name).mkdir()
        (folder / name / "unused.py").write_text(UNUSED, encoding="utf-8")
    (folder / "inner").mkdir()
    (folder / "inner" / "unused.py").write_text(UNUSED, encoding="utf-8")
    _, out, _ = run(folder, "check", "--format=json", ".", "unused.py")
    paths = [finding["path"] for finding in json.loads(out)["findings"]]
    assert paths == ["unused.py", str(Path("inner", "unused.py"))]


def test_a_closed_pipe_is_no_traceback(folder: Path) -> None:
    shell = f"{sys.executable} -m owui_lint check --owui-profile=strict . | head -n 1"
    done = subprocess.run(shell, shell=True, cwd=folder, capture_output=True, text=True, check=True)
    assert not done.stderr
