"""Each command through the script that pip installs; and what starting it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from owui_lint import __version__
from owui_lint.cli.group import cli
from owui_lint.cli.table import COMMANDS, SECTIONS
from owui_lint.codes import known
from owui_lint.links import rule_url
from owui_lint.rule import all_rules
from tests.cli.conftest import BAD, CLEAN, FIXED, Run


@pytest.fixture
def files(folder: Path) -> Path:
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    (folder / "clean.py").write_text(CLEAN, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("--version", 0, f"owui-lint {__version__}"),
        ("--help", 0, "Check and fix:"),
        ("-h", 0, "Start with `owui-lint check my_filter.py`"),
        ("check bad.py", 1, "OWU312 error"),
        ("check clean.py", 0, "Nothing found in 1 component"),
        ("fix --diff bad.py", 1, "+        return body"),
        ("baseline write bad.py", 0, "3 findings of 1 component in owui-lint-baseline.json"),
        ("explain owu312", 0, rule_url("OWU312")),
        ("explain payload-not-returned", 0, "# OWU312 payload-not-returned"),
        ("rules", 0, "OWU312  payload-not-returned"),
        ("config", 0, "profile          = template  # default"),
        ("schema", 0, '"$schema"'),
        ("completion bash", 0, "complete -o nosort"),
        ("completion zsh", 0, "#compdef owui-lint"),
        ("completion fish", 0, "complete --no-files --command owui-lint"),
        ("man", 0, ".TH OWUI-LINT 1"),
        ("clean", 0, "cache"),
    ],
)
def test_command(files: Path, installed: Run, line: str, code: int, said: str) -> None:
    done = installed(*line.split())
    assert done.code == code, done
    assert said in done.out
    if code == 0:
        assert done.err == ""


def test_fix_in_place(files: Path, installed: Run) -> None:
    assert installed("fix", "bad.py").code == 1
    assert (files / "bad.py").read_text(encoding="utf-8") == FIXED


def test_every_command_is_in_a_section_and_has_help(run: Run) -> None:
    context = click.Context(cli)
    for name, entry in COMMANDS.items():
        assert entry.section in SECTIONS
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help
        done = run(name, "--help")
        assert done.code == 0
        assert done.out.startswith(f"Usage: owui-lint {name}")
    page = run("man").out
    assert all(f".SS owui\\-lint {name}\n" in page for name in COMMANDS)


@pytest.mark.parametrize(
    ("words", "position", "expected"),
    [
        ("owui-lint ", "1", "check"),
        ("owui-lint ba", "1", "baseline"),
        ("owui-lint check --tar", "2", "--target-version"),
    ],
)
def test_the_shell_completes(installed: Run, words: str, position: str, expected: str) -> None:
    done = installed(_OWUI_LINT_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=position)
    assert f"plain,{expected}" in done.out.splitlines()


def _imported(*arguments: str) -> set[str]:
    code = (
        "import sys; from owui_lint.cli import main; main(sys.argv[1:]); "
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize(
    "line", ["--version", "--help", "check --help", "config", "completion bash", "check plain.py"]
)
def test_starting_imports_nothing_heavy(folder: Path, line: str) -> None:
    (folder / "plain.py").write_text("import os\n")
    heavy = {"libcst", "pydantic", "rich", "pathspec", "flake8", "packaging", "multiprocessing"}
    assert _imported(*line.split()).isdisjoint(heavy)


def test_a_known_component_imports_no_parser(files: Path, run: Run) -> None:
    run("check", "bad.py")
    assert _imported("check", "bad.py").isdisjoint({"libcst", "pydantic", "flake8"})


def test_codes_are_read_off_file_names_as_the_rules_have_them() -> None:
    assert dict(known()) == {rule.code: rule.name for rule in all_rules()}


def test_rules_json_is_for_programs(run: Run) -> None:
    rules = json.loads(run("rules", "--format=json").out)
    (one,) = [rule for rule in rules if rule["code"] == "OWU312"]
    assert (one["name"], one["fix"], one["opt_in"]) == ("payload-not-returned", "safe", False)
