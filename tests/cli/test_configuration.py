"""One configuration for both frontends: where it is found, what comes first, and that both agree."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flake8.main.cli import main as flake8

from owui_lint import config
from tests.cli.conftest import BAD, CLEAN, Run

_UNDOCUMENTED = BAD.replace("title: T\n", "")
"""Also OWU103 (an error at the header) and, under the strict profile, more."""

# name: the files of the repository
REPOSITORIES: dict[str, dict[str, str]] = {
    "nothing": {},
    "profile in pyproject": {"pyproject.toml": '[tool.owui-lint]\nprofile = "strict"\n'},
    "profile in setup.cfg": {"setup.cfg": "[owui-lint]\nprofile = host\n"},
    "profile in tox.ini": {"tox.ini": "[owui-lint]\nprofile = strict\n"},
    "profile in .flake8": {".flake8": "[owui-lint]\nprofile = host\n"},
    "flake8's own keys": {"setup.cfg": "[flake8]\nowui-profile = host\n"},
    "flake8's keys with underscores": {"tox.ini": "[flake8]\nowui_profile = strict\n"},
    "our table before flake8's keys": {
        "pyproject.toml": '[tool.owui-lint]\nprofile = "strict"\n',
        ".flake8": "[flake8]\nowui-profile = host\n",
    },
    "an old target": {".flake8": "[flake8]\nowui-target-version = 0.5.0\n"},
    "another kind": {"pyproject.toml": '[tool.owui-lint]\nkind = "tools"\n'},
    "select": {"pyproject.toml": '[tool.owui-lint]\nselect = ["OWU3", "OWU010"]\n'},
    "ignore": {"setup.cfg": "[owui-lint]\nignore = OWU8, owu010\n"},
    "extend-select": {"pyproject.toml": '[tool.owui-lint]\nextend-select = "OWU9"\n'},
    "flake8's extend-ignore": {"setup.cfg": "[flake8]\nextend-ignore = E203, OWU3\n"},
    "flake8's ignore": {"setup.cfg": "[flake8]\nignore = OWU010,W503\n"},
    "flake8's select": {"setup.cfg": "[flake8]\nselect = E9,OWU8\n"},
    "flake8's select of all": {"setup.cfg": "[flake8]\nselect = O\n"},
    "flake8's extend-select": {".flake8": "[flake8]\nextend-select = OWU906\n"},
    "flake8's longest prefix": {".flake8": "[flake8]\nselect = OWU312\nextend-ignore = OWU3\n"},
    "both select": {
        "pyproject.toml": '[tool.owui-lint]\nselect = ["OWU3", "OWU8"]\n',
        ".flake8": "[flake8]\nextend-ignore = OWU8\n",
    },
    "per-file-ignores": {
        "pyproject.toml": '[tool.owui-lint.per-file-ignores]\n"inner/*" = ["OWU3"]\n"*.py" = ["OWU8"]\n'
    },
    "per-file-ignores in setup.cfg": {
        "setup.cfg": "[owui-lint]\nper-file-ignores =\n    inner/bad.py: OWU3, OWU010\n"
    },
    "flake8's per-file-ignores": {
        "setup.cfg": "[flake8]\nper-file-ignores =\n    inner/*: OWU3\n    bad.py: OWU010,OWU8\n"
    },
    "flake8's per-file-ignores and select": {
        "setup.cfg": "[flake8]\nselect = OWU312,OWU8\nper-file-ignores =\n    bad.py: OWU3\n"
    },
    "flake8's exclude": {"setup.cfg": "[flake8]\nexclude = inner\n"},
    "flake8's extend-exclude": {".flake8": "[flake8]\nextend-exclude = inner/bad.py,ordinary.py\n"},
    "flake8's disable-noqa": {
        ".flake8": "[flake8]\ndisable-noqa = true\n",
        "hidden.py": BAD.replace(
            "    def inlet(self, body: dict) -> None:",
            "    def inlet(self, body: dict) -> None:  # noqa: OWU312",
        ),
    },
    "nested tables": {
        "pyproject.toml": '[tool.owui-lint]\nprofile = "strict"\n',
        "inner/setup.cfg": "[owui-lint]\nprofile = host\n",
    },
    "a nested section of flake8": {"inner/.flake8": "[flake8]\nowui-profile = host\n"},
    "unrelated files": {
        "pyproject.toml": "[tool.black]\nline-length = 3\n",
        "setup.cfg": "[metadata]\nname = x\n",
        "tox.ini": "[flake8\nbroken",
    },
}

_FLAKE8 = re.compile(r"^(?:\./)?(.+?):(\d+):(\d+): (OWU\d+) ", re.MULTILINE)


@pytest.mark.parametrize("files", REPOSITORIES.values(), ids=REPOSITORIES)
def test_flake8_and_check_agree(
    folder: Path, run: Run, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    (folder / "inner").mkdir()
    for name, text in {
        "bad.py": _UNDOCUMENTED,
        "inner/bad.py": _UNDOCUMENTED,
        "ordinary.py": "import os\n",
        **files,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    flake8(["."])
    theirs = {
        (match[1], int(match[2]), int(match[3]), match[4])
        for match in _FLAKE8.finditer(capsys.readouterr().out)
    }
    findings = json.loads(run("check", "--format=json", ".").out)["findings"]
    ours = {(one["path"], one["line"], one["column"], one["code"]) for one in findings}
    assert ours == theirs


def test_the_table_tells_configurations_apart(folder: Path, run: Run) -> None:
    """A table on which everything is reported everywhere would prove nothing."""
    seen = set()
    for name in ("nothing", "select", "profile in setup.cfg", "flake8's extend-ignore"):
        for path in folder.iterdir():
            path.unlink()
        (folder / "bad.py").write_text(BAD, encoding="utf-8")
        for file, text in REPOSITORIES[name].items():
            (folder / file).write_text(text, encoding="utf-8")
        config.forget()
        seen.add(run("check", "--format=concise", "bad.py").out)
    assert len(seen) == 4


@pytest.fixture(autouse=True)
def _fresh() -> None:
    config.forget()


def test_a_select_for_other_plugins_silences_flake8_alone(folder: Path, run: Run) -> None:
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    (folder / ".flake8").write_text("[flake8]\nselect = E,F,W\n", encoding="utf-8")
    assert run("check", "bad.py").code == 1


def test_what_comes_first(folder: Path, run: Run) -> None:
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        '[tool.owui-lint]\nprofile = "host"\nignore = ["OWU3"]\n'
    )
    (folder / "other.toml").write_text('[tool.owui-lint]\nprofile = "strict"\n')
    assert run("check", "bad.py").code == 0
    assert "OWU803" in run("check", "--profile=template", "bad.py").out
    assert "OWU312" in run("check", "--ignore=OWU4", "bad.py").out
    assert "OWU312" in run("check", "--isolated", "bad.py").out
    assert "OWU010" in run("check", "--config=other.toml", "bad.py").out
    assert "OWU107" in run("check", "--owui-profile=strict", "bad.py").out


def test_config_says_where_each_value_comes_from(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text(
        '[tool.owui-lint]\nprofile = "host"\nignore = ["OWU3"]\n'
    )
    (folder / ".flake8").write_text("[flake8]\nowui-kind = pipe\nextend-ignore = E2,OWU4\n")
    out = run("config", "--select=OWU1").out
    rows = {line.split("=")[0].strip(): line.split("=", 1)[1].strip() for line in out.splitlines()}
    assert rows["profile"] == "host  # pyproject.toml [tool.owui-lint]"
    assert rows["kind"] == "pipe  # .flake8 [flake8] owui-kind"
    assert rows["select"] == "OWU1  # --select"
    assert rows["target-version"] == "(not set)  # default"
    assert rows["flake8 ignore"] == "OWU4  # .flake8 [flake8]"
    (folder / "inner").mkdir()
    (folder / "inner" / "tox.ini").write_text("[owui-lint]\nprofile = strict\n")
    listed = json.loads(run("config", "--format=json", "inner/any.py").out)
    assert {"key": "profile", "value": "strict", "origin": "inner/tox.ini [owui-lint]"} in listed


def test_a_configuration_beside_a_file_that_is_broken_ends_no_run_of_flake8(
    folder: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "inner").mkdir()
    (folder / "bad.py").write_text(BAD, encoding="utf-8")
    (folder / "inner" / "bad.py").write_text(BAD, encoding="utf-8")
    (folder / "inner" / "setup.cfg").write_text("[owui-lint]\nprofle = host\n")
    flake8(["."])
    out = capsys.readouterr().out
    assert "bad.py:10:5: OWU312" in out
    assert "inner/bad.py:1:1: OWU000 The configuration cannot be used: " in out
    assert "unknown key `profle`; did you mean `profile`?" in out
    done = run("check", ".")
    assert (done.code, len(done.err.splitlines())) == (2, 1)


def test_targets_outside_of_the_facts_are_said_once(folder: Path, run: Run) -> None:
    for name in ("a.py", "b.py"):
        (folder / name).write_text(CLEAN, encoding="utf-8")
    newer = run("check", "--target-version=99.0", "a.py", "b.py")
    assert newer.err.count("Open WebUI 99.0 is newer than the facts") == 1
    older = run("check", "--target-version=0.1.0", "a.py", "b.py")
    assert older.err.count("Open WebUI 0.1.0 is older than the facts") == 1
    assert (newer.code, older.code) == (0, 0)
