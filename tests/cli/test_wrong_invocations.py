"""A hundred wrong invocations: one clear line, the right exit code, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CLEAN, Run

_NO = "owui-lint: "
WRONG: list[tuple[str, str]] = [
    # no command, or none of that name
    ("", "Missing command"),
    ("chekc a.py", "there is no command `chekc`; did you mean `check`?"),
    ("lint a.py", "there is no command `lint`"),
    ("CHECK a.py", "there is no command `CHECK`"),
    ("a.py", "`a.py` is not a command; did you mean `owui-lint check a.py`?"),
    ("missing.py", "did you mean `owui-lint check missing.py`?"),
    (".", "did you mean `owui-lint check .`?"),
    ("--chek", "No such option"),
    ("--config x check a.py", "No such option"),
    ("-x", "No such option"),
    ("--version=1", "does not take a value"),
    ("help", "there is no command `help`"),
    ("fux a.py", "there is no command `fux`; did you mean `fix`?"),
    ("rule", "there is no command `rule`; did you mean `rules`?"),
    ("explane OWU312", "did you mean `explain`?"),
    # check: paths
    ("check", "name a file or folder"),
    ("check missing.py", "Cannot read `missing.py`: No such file or directory"),
    ("check 'no such folder/'", "No such file or directory"),
    ("check '*.txt'", "No file matches `*.txt`"),
    ("check 'deep/**/*.py'", "No file matches"),
    ("check ''", "A path is empty"),
    ("check broken.json", "Cannot read `broken.json`: it is not valid JSON"),
    ("check a.py/b.py", "Not a directory"),
    # check: options
    ("check --foo a.py", "No such option"),
    ("check --target-verson 1 a.py", "--target-version"),
    ("check --target-version", "requires an argument"),
    ("check --target-version new a.py", "Invalid `target-version`: `new` is not a version"),
    ("check --target-version '' a.py", "Invalid `target-version`"),
    ("check --target-version 0.x a.py", "Invalid `target-version`: `0.x`"),
    ("check --owui-target-version latest a.py", "Invalid `target-version`: `latest`"),
    ("check --profile x a.py", "Invalid `profile`: `x` is not `host`, `template` or `strict`"),
    ("check --profile Strict a.py", "Invalid `profile`"),
    ("check --owui-profile= a.py", "Invalid `profile`"),
    ("check --kind pip a.py", "Invalid `kind`: `pip` is not `pipe`"),
    ("check --kind Tools a.py", "Invalid `kind`: `Tools`"),
    ("check --owui-kind tool a.py", "Invalid `kind`: `tool`"),
    ("check --select x a.py", "Invalid `select`: `x` is not a code or prefix"),
    ("check --select OWU999 a.py", "no rule has the code or prefix `OWU999`"),
    ("check --select OWU1234 a.py", "Invalid `select`: `OWU1234`"),
    ("check --select E501 a.py", "Invalid `select`: `E501`"),
    ("check --select OWU312,x a.py", "`x` is not a code"),
    ("check --extend-select OWU99 a.py", "Invalid `extend-select`"),
    ("check --extend-select all a.py", "Invalid `extend-select`: `all`"),
    ("check --ignore foo a.py", "Invalid `ignore`: `foo`"),
    ("check --ignore OWU000000 a.py", "Invalid `ignore`"),
    ("check --ignore", "requires an argument"),
    ("check --per-file-ignores a.py a.py", "Invalid `per-file-ignores`: `a.py` is not like"),
    ("check --per-file-ignores a.py: a.py", "Invalid `per-file-ignores`"),
    ("check --per-file-ignores a.py:x a.py", "Invalid `per-file-ignores`: `x`"),
    ("check --per-file-ignores a.py:OWU999 a.py", "`OWU999`"),
    ("check --format x a.py", "Invalid `format`: `x` is not one of `full`"),
    ("check --output-format JSON a.py", "Invalid `format`: `JSON`"),
    ("check --format= a.py", "Invalid `format`"),
    ("check --output sarif a.py", "Invalid `--output`: `sarif` is not FORMAT=PATH"),
    ("check --output sarif= a.py", "Invalid `--output`"),
    ("check --output xml=x a.py", "Invalid `--output`: `xml=x`"),
    ("check --output json=no/such/folder/x a.py", "Cannot write `no/such/folder/x`"),
    ("check --output json=. a.py", "Cannot write `.`: Is a directory"),
    ("check --fail-on bad a.py", "Invalid `fail-on`: `bad` is not one of `error`"),
    ("check --fail-on ERROR a.py", "Invalid `fail-on`"),
    ("check --min-severity never a.py", "Invalid `min-severity`: `never`"),
    ("check --min-severity note a.py", "Invalid `min-severity`: `note`"),
    ("check --exit-zero=1 a.py", "does not take a value"),
    ("check --baseline missing.json a.py", "Cannot read the baseline `missing.json`"),
    ("check --baseline a.py a.py", "Cannot read the baseline `a.py`"),
    ("check --baseline broken.json a.py", "Cannot read the baseline `broken.json`"),
    ("check --baseline export.json a.py", "it is not a baseline of owui-lint"),
    ("check --baseline newer.json a.py", "version 99 of its format is not known"),
    ("check --baseline half.json a.py", "Cannot read the baseline `half.json`: it has no"),
    ("check --jobs 0 a.py", "Invalid `--jobs`: `0` is neither a number nor `auto`"),
    ("check --jobs many a.py", "Invalid `--jobs`"),
    ("check --jobs -1 a.py", "Invalid `--jobs`"),
    ("check -j 1.5 a.py", "Invalid `--jobs`"),
    ("check --config missing.toml a.py", "there is no such file"),
    ("check --config broken.toml a.py", "Cannot read `broken.toml`"),
    (
        "check --config unknown.toml a.py",
        "unknown key `targt-version`; did you mean `target-version`?",
    ),
    ("check --config value.toml a.py", "Invalid `profile`: `loud`"),
    ("check --config type.toml a.py", "Invalid `select`: `5` is not a list of codes"),
    ("check --config misnamed.toml a.py", "name it `[tool.owui-lint]`"),
    ("check --config unknown.cfg a.py", "unknown key `slect`; did you mean `select`?"),
    ("check --config flake8.cfg a.py", "unknown key `owui-profil`; did you mean `owui-profile`?"),
    ("check --config broken.cfg a.py", "Cannot read `broken.cfg`"),
    ("check --config codes.cfg a.py", "no rule has the code or prefix `OWU999`"),
    ("check --config flag.toml a.py", "Invalid `exit-zero`: `maybe` is neither true nor false"),
    # fix
    ("fix", "name a file or folder"),
    ("fix missing.py", "Cannot read `missing.py`"),
    ("fix --unsave a.py", "--unsafe"),
    ("fix --select x a.py", "Invalid `select`"),
    ("fix --format json a.py", "No such option"),
    ("fix --diff=yes a.py", "does not take a value"),
    ("fix broken.json", "it is not valid JSON"),
    # baseline
    ("baseline", "Missing command"),
    ("host", "Missing command"),
    ("baseline wrte a.py", "No such command"),
    ("baseline write", "name a file or folder"),
    ("baseline write --output no/such/folder/x a.py", "Cannot write `no/such/folder/x`"),
    ("baseline show missing.json", "Cannot read the baseline `missing.json`"),
    ("baseline show", "Cannot read the baseline `owui-lint-baseline.json`"),
    # explain, rules, config, schema, completion, man, clean
    ("explain", "Missing argument"),
    ("explain OWU31", "there is no rule `OWU31`; did you mean `OWU310`, `OWU311`"),
    ("explain OWU999", "there is no rule `OWU999`"),
    ("explain payload-not-return", "did you mean `payload-not-returned`"),
    ("explain OWU312 OWU313", "unexpected extra argument"),
    ("rules --format xml", "xml"),
    ("rules OWU3", "unexpected extra argument"),
    ("config --profile x", "Invalid `profile`"),
    ("config --format yaml", "yaml"),
    ("schema json", "unexpected extra argument"),
    ("completion", "Missing argument"),
    ("completion tcsh", "tcsh"),
    ("man 1", "unexpected extra argument"),
    ("clean now", "unexpected extra argument"),
]


@pytest.fixture
def files(folder: Path) -> Path:
    (folder / "a.py").write_text(CLEAN, encoding="utf-8")
    (folder / "broken.json").write_text('[{"content": ', encoding="utf-8")
    (folder / "export.json").write_text(json.dumps([{"id": "a", "content": CLEAN}]))
    (folder / "newer.json").write_text('{"tool": "owui-lint", "version": 99, "findings": []}')
    (folder / "half.json").write_text('{"tool": "owui-lint", "version": 1, "findings": [{}]}')
    tables = {
        "broken.toml": "[tool.owui-lint\n",
        "unknown.toml": '[tool.owui-lint]\ntargt-version = "0.5"\n',
        "value.toml": '[tool.owui-lint]\nprofile = "loud"\n',
        "type.toml": "[tool.owui-lint]\nselect = 5\n",
        "misnamed.toml": '[tool.owui_lint]\nprofile = "host"\n',
        "flag.toml": '[tool.owui-lint]\nexit-zero = "maybe"\n',
        "unknown.cfg": "[owui-lint]\nslect = OWU3\n",
        "flake8.cfg": "[flake8]\nowui-profil = host\n",
        "broken.cfg": "[owui-lint\nx\n",
        "codes.cfg": "[flake8]\nextend-ignore = E203, OWU999\n",
    }
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_there_are_a_hundred() -> None:
    assert len({line for line, _ in WRONG}) >= 100


@pytest.mark.parametrize(("line", "said"), WRONG, ids=[line or "(nothing)" for line, _ in WRONG])
def test_one_line_and_2(files: Path, run: Run, line: str, said: str) -> None:
    import shlex

    done = run(*shlex.split(line))
    assert done.code == 2, done
    assert done.out == ""
    lines = done.err.splitlines()
    assert len(lines) == 1, done.err
    assert lines[0].startswith(_NO)
    assert said in lines[0]
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "line", ["chekc a.py", "check --foo a.py", "check missing.py", "explain OWU31"]
)
def test_so_it_is_through_the_entry_point(files: Path, installed: Run, line: str) -> None:
    done = installed(*line.split())
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
