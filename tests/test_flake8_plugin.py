"""The plugin inside the real flake8, as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness import ROOT

HEADER = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
NO_TITLE = (
    HEADER.replace("title: T\n", "")
    + "\n\nclass Pipe:\n    async def pipe(self, body: dict) -> str:\n        return 'Hello'\n"
)
SYNC = NO_TITLE.replace("async def", "def").replace("author", "title: T\nauthor")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "component.py").write_text(NO_TITLE, encoding="utf-8")
    return tmp_path


def flake8(
    folder: Path, *arguments: str, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flake8", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert not done.stderr, done.stderr
    return [line.split(" ")[1] for line in done.stdout.splitlines()]


def test_findings_are_lines_of_flake8(folder: Path) -> None:
    done = flake8(folder, "component.py")
    assert done.stdout == "component.py:1:1: OWU103 `title` is missing in the header; add it\n"
    assert done.returncode == 1


def test_version_names_the_plugin(folder: Path) -> None:
    assert "owui-lint: 0.1.0" in flake8(folder, "--version").stdout


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
def test_options_from_each_configuration_file(folder: Path, name: str) -> None:
    (folder / name).write_text("[flake8]\nowui-profile = host\n", encoding="utf-8")
    assert codes(flake8(folder, "component.py")) == []
    assert codes(flake8(folder, "--owui-profile=template", "component.py")) == ["OWU103"]


def test_configuration_with_underscores(folder: Path) -> None:
    (folder / "setup.cfg").write_text("[flake8]\nowui_profile = host\n", encoding="utf-8")
    assert codes(flake8(folder, "component.py")) == []


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (
            "--owui-profile=x",
            "Invalid `profile`: `x` is not `host`, `template` or `strict`",
        ),
        (
            "--owui-target-version=new",
            "Invalid `target-version`: `new` is not a version such as `0.5.20`",
        ),
        ("--owui-kind=pip", "Invalid `kind`: `pip` is not `pipe`, `filter`, "),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_unknown_values_stop_flake8_with_one_line(
    folder: Path, option: str, message: str, jobs: str
) -> None:
    done = flake8(folder, option, f"--jobs={jobs}", "component.py", "component.py")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "There was a critical error during execution of Flake8:"
    assert done.stdout.splitlines()[1].startswith(message)
    assert len(done.stdout.splitlines()) == 2
    assert "Traceback" not in done.stderr


def test_target_version(folder: Path) -> None:
    text = HEADER + "from open_webui.apps.webui.models.users import Users\n\n\nclass Pipe:\n"
    text += "    async def pipe(self, body: dict) -> str:\n        return str(Users)\n"
    (folder / "component.py").write_text(text, encoding="utf-8")
    assert codes(flake8(folder, "--select=OWU6", "component.py")) == ["OWU601"]
    older = flake8(folder, "--select=OWU6", "--owui-target-version=0.4.8", "component.py")
    assert codes(older) == []


def test_kind_is_forced_on_fragments(folder: Path) -> None:
    text = "class Filter:\n    def inlet(self, data):\n        return None\n"
    (folder / "component.py").write_text(text, encoding="utf-8")
    arguments = ("--select=OWU3", "component.py")
    assert "OWU302" in codes(flake8(folder, "--owui-kind=filter", *arguments))


def test_standard_input(folder: Path) -> None:
    done = flake8(folder, "--stdin-display-name=shown.py", "-", stdin=NO_TITLE)
    assert done.stdout == "shown.py:1:1: OWU103 `title` is missing in the header; add it\n"
    assert codes(flake8(folder, "-", stdin=NO_TITLE)) == ["OWU103"]


def test_several_jobs(folder: Path) -> None:
    for number in range(6):
        (folder / f"more_{number}.py").write_text(NO_TITLE, encoding="utf-8")
    assert codes(flake8(folder, "--jobs=3", ".")) == ["OWU103"] * 7


def test_per_file_ignores_and_selection(folder: Path) -> None:
    assert codes(flake8(folder, "--per-file-ignores=component.py:OWU103", "component.py")) == []
    assert codes(flake8(folder, "--extend-ignore=OWU", "component.py")) == []
    assert codes(flake8(folder, "--select=E,W", "component.py")) == []
    assert codes(flake8(folder, "--select=OWU103", "component.py")) == ["OWU103"]


def test_beside_other_plugins(folder: Path) -> None:
    text = NO_TITLE.replace("\n\n\nclass", "\nimport os\n\n\nclass") + f"#{' x' * 45}\n"
    (folder / "component.py").write_text(text, encoding="utf-8")
    assert codes(flake8(folder, "component.py")) == ["OWU103", "F401", "E501"]
    assert codes(flake8(folder, "--max-line-length=100", "component.py")) == ["OWU103", "F401"]


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        ((), False),
        (("--select=OWU",), False),
        (("--select=OWU,E",), False),
        (("--ignore=E501",), False),
        (("--extend-select=OWU903",), True),
        (("--extend-select=OWU9",), True),
        (("--select=OWU9",), True),
        (("--select=E,OWU903",), True),
        (("--owui-profile=strict",), True),
        (("--owui-profile=strict", "--select=OWU"), True),
        (("--owui-profile=strict", "--extend-ignore=OWU9"), False),
        (("--extend-select=OWU903", "--extend-ignore=OWU903"), False),
    ],
)
def test_opt_in_rules(folder: Path, arguments: tuple[str, ...], reported: bool) -> None:
    (folder / "component.py").write_text(SYNC, encoding="utf-8")
    assert ("OWU903" in codes(flake8(folder, *arguments, "component.py"))) == reported


def test_what_flake8_cannot_parse_is_e999_alone(folder: Path) -> None:
    (folder / "component.py").write_text(NO_TITLE + "def broken(:\n", encoding="utf-8")
    assert codes(flake8(folder, "--select=OWU,E9", "component.py")) == ["E999"]


def test_what_only_the_host_refuses_is_ours(folder: Path) -> None:
    (folder / "component.py").write_text(NO_TITLE + "\n\nreturn 1\n", encoding="utf-8")
    assert codes(flake8(folder, "--select=OWU,E9", "component.py")) == ["OWU001"]


def test_byte_order_mark_and_line_ends(folder: Path) -> None:
    data = b"\xef\xbb\xbf" + NO_TITLE.replace("\n", "\r\n").encode()
    (folder / "component.py").write_bytes(data)
    assert "OWU002" in codes(flake8(folder, "--select=OWU", "component.py"))


def test_columns_count_characters(folder: Path) -> None:
    text = NO_TITLE.replace("title", "title").replace("author", "title: T\nauthor")
    text = text.replace("return 'Hello'", "return '日本語𝄞'  # noqa: OWU301")
    (folder / "component.py").write_text(text, encoding="utf-8")
    (line,) = flake8(folder, "component.py").stdout.splitlines()
    column = text.splitlines()[10].index("OWU301") + 1
    assert line.startswith(f"component.py:11:{column}: OWU010 ")


@pytest.mark.parametrize("cwd", [ROOT, ROOT / "tests"], ids=["in the checkout", "elsewhere"])
def test_ordinary_files_import_nothing_heavy(cwd: Path) -> None:
    # -X importtime leaves out what importlib.import_module() brings, as flake8 loads plugins.
    program = (
        "import sys; from flake8.main.cli import main;"
        f"main(['--isolated', '-j1', {str(Path(json.__file__).parent)!r}]);"
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=cwd, capture_output=True, text=True, check=True
    )
    imported = done.stderr.splitlines()
    assert "owui_lint.flake8_plugin" in imported
    heavy = ("libcst", "pydantic", "rich", "packaging", "owui_lint.rule", "owui_lint.host")
    assert not [name for name in imported if name.startswith(heavy)]


def test_missing_plugin_can_be_required(folder: Path) -> None:
    (folder / ".flake8").write_text("[flake8]\nrequire-plugins = owui-lint\n", encoding="utf-8")
    assert codes(flake8(folder, "component.py")) == ["OWU103"]
    (folder / ".flake8").write_text("[flake8]\nrequire-plugins = owui-lint-x\n", encoding="utf-8")
    assert "missing: owui-lint-x" in flake8(folder, "component.py").stdout


def test_the_cache_changes_nothing_that_is_found(folder: Path, tmp_path: Path) -> None:
    cache = {"OWUI_LINT_CACHE_DIR": str(tmp_path / "store")}

    def found(*options: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "flake8", *options, "component.py"],
            cwd=folder,
            env={**os.environ, **cache},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        return done.stdout

    expected = found()
    assert not (tmp_path / "store").exists()
    assert found("--owui-cache") == found("--owui-cache") == expected != ""
    assert found("--owui-cache", "--extend-ignore=OWU103") == found("--extend-ignore=OWU103")
    assert found("--owui-cache", "--per-file-ignores=component.py:OWU103") == ""
    assert found("--owui-cache", "--owui-profile=strict") == found("--owui-profile=strict")
