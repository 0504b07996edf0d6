"""What README.md, CONTRIBUTING.md and the guides tell to type works, and what they name is there."""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from owui_lint import codes, links
from owui_lint.analysis import budget
from owui_lint.analysis.values import evaluator
from owui_lint.host import Host
from tests.audit import server
from tests.harness import ROOT
from tests.harness.blocks import CONTRIBUTING, GUIDES, README, Block, blocks_of
from tests.picture import DEMO

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

BLOCKS = [block for path in (README, CONTRIBUTING, *GUIDES) for block in blocks_of(path)]
COMMANDS = [block for block in BLOCKS if block.language == "sh"]
_DISTINCT = list({tuple(block.commands): block for block in reversed(COMMANDS)}.values())
"""Guides repeat README.md: one run is enough."""
SERVER = "https://chat.example.org"

FOUND = {
    "owui-lint check my_filter.py": (1, "OWU312 error"),
    "owui-lint explain OWU312": (0, "payload-not-returned"),
    "owui-lint fix --diff my_filter.py": (1, "+        return body"),
    "owui-lint fix my_filter.py": (1, "OWU702"),
    "owui-lint baseline write .": (0, "5 findings"),
    "owui-lint check --baseline owui-lint-baseline.json .": (0, "Nothing found"),
    "owui-lint upgrade functions/ --from 0.9.6 --to 0.12.4": (1, "0.10.0"),
    f"owui-lint audit {SERVER}": (1, "forgetful_filter"),
    f"owui-lint audit {SERVER} --target-version 0.12.4": (0, "breaks nothing"),
    "owui-lint host diff 0.11.4 0.12.4": (0, "0.12.4"),
    "owui-lint config my_filter.py": (0, "target-version"),
    'owui-lint new filter "Word Counter"': (0, "word_counter.py"),
    "owui-lint spec word_counter.py": (0, "inlet"),
    "owui-lint spec my_tool.py": (0, "get_weather"),
    "flake8 my_filter.py": (1, "OWU312"),
}
"""The exit code of each command that a reader is told to run, and what its output has."""
CHECKOUT = {
    'make lint FILES="fixtures/demo_filter.py"': "tests/test_packaging.py runs it in a fresh copy",
    "python3 -m venv .venv": "the same",
    ".venv/bin/pip install -e .": "the same",
    ".venv/bin/owui-lint check fixtures/demo_filter.py": "the same",
    "make test": "what runs this",
    ".venv/bin/pip install -e '.[dev]'": "what `make test` does first",
    ".venv/bin/python -m pytest": "what `make test` does then",
}
TOOL = (
    '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n\n\nclass Tools:\n'
    "    async def get_weather(self, city: str) -> str:\n"
    '        """Get the weather.\n\n        :param city: name of the city\n        """\n'
    "        return city\n"
)
OLD = (
    '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n\n\nclass Filter:\n'
    "    async def inlet(self, body: dict, __request__=None) -> dict:\n"
    "        if __request__ is not None:\n"
    '            body["model"] = __request__.app.state.config.TASK_MODEL\n'
    "        return body\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files that the guides speak of."""
    shutil.copy(DEMO, tmp_path / "my_filter.py")
    (tmp_path / "my_tool.py").write_text(TOOL, encoding="utf-8")
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "old.py").write_text(OLD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def address() -> Iterator[str]:
    """Serve a real server's answers on this machine, and return where."""
    with server.serving(server.Few) as url:
        yield url


def _run(command: str, folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "NO_PROXY": "127.0.0.1"}
    return subprocess.run(
        ["bash", "-c", command.replace(SERVER, address)],
        cwd=folder,
        env={**environment, "OWUI_API_KEY": server.ADMIN},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("block", _DISTINCT, ids=str)
def test_commands(block: Block, folder: Path, address: str) -> None:
    for command in block.commands:
        if command in CHECKOUT or command == "export OWUI_API_KEY=sk-...":
            continue
        if command.startswith("pip install "):
            _installs_us(command.removeprefix("pip install ").strip("'"))
            continue
        code, said = FOUND[command]
        done = _run(command, folder, address)
        assert done.returncode == code, done.stdout + done.stderr
        assert said in done.stdout + done.stderr


def _installs_us(text: str) -> None:
    wanted = Requirement(text)
    assert wanted.name == "owui-lint"
    assert wanted.extras <= set(metadata("owui-lint").get_all("Provides-Extra") or ())


def test_no_command_is_left_over() -> None:
    told = {command for block in COMMANDS for command in block.commands}
    assert {*FOUND, *CHECKOUT} <= told


def test_make_test_does_what_stands_beside_it() -> None:
    done = subprocess.run(
        ["make", "--always-make", "--dry-run", "test", "VENV=.venv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "-m pip install -q -e '.[dev]'" in done.stdout
    assert ".venv/bin/python -m pytest" in done.stdout


_OTHERS = [block for block in BLOCKS if block.language != "sh"]


@pytest.mark.parametrize("block", _OTHERS, ids=str)
def test_what_is_no_command(block: Block, folder: Path) -> None:
    check = {
        "python": _runs,
        "ini": _configures,
        "toml": _is_toml,
        "yaml": _is_for_pre_commit_or_a_ci,
        "json": lambda block, _: json.loads(block.text),
        "lua": _is_balanced,
        "elisp": _is_balanced,
        "vim": _is_balanced,
    }[block.language]
    check(block, folder)


def _runs(block: Block, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block.text], cwd=folder, capture_output=True, text=True, check=True
    )
    assert "OWU312" in done.stdout


def _configures(block: Block, folder: Path) -> None:
    (folder / ".flake8").write_text(block.text, encoding="utf-8")
    done = _run("flake8 .", folder, "")
    assert "OWU312" in done.stdout
    config = configparser.ConfigParser()
    config.read_string(block.text)
    assert config["flake8"]["owui-target-version"] in Host.releases()


def _is_toml(block: Block, folder: Path) -> None:
    if "tool" not in tomllib.loads(block.text):
        return
    (folder / "pyproject.toml").write_text(block.text, encoding="utf-8")
    (folder / "owui-lint-baseline.json").write_text(
        '{"tool": "owui-lint", "version": 1, "findings": []}', encoding="utf-8"
    )
    done = _run("owui-lint check my_filter.py", folder, "")
    assert (done.returncode, done.stderr) == (1, "")
    assert "OWU312" in done.stdout


def _is_for_pre_commit_or_a_ci(block: Block, folder: Path) -> None:
    """Read what pre-commit reads; `tests/test_ci.py` runs what a CI runs, as README.md has it."""
    read = yaml.safe_load(block.text)
    if "repos" not in read:
        assert block.text in [one.text for one in blocks_of(README)]
        return
    path = folder / ".pre-commit-config.yaml"
    path.write_text(block.text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-config", path], check=True)
    (repository,) = read["repos"]
    (hook,) = repository["hooks"]
    if repository["repo"] == links.REPOSITORY:
        ours = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        assert hook["id"] in [one["id"] for one in ours]
    else:
        assert hook["args"] == ["--require-plugins=owui-lint"]


_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')


def _is_balanced(block: Block, _: Path) -> None:
    """Check the brackets; `tests/lsp` and `make test-editors` run the editors."""
    text = re.sub(r"[^()\[\]{}]", "", _QUOTED.sub("", block.text))
    while text != (shorter := re.sub(r"\(\)|\[\]|\{\}", "", text)):
        text = shorter
    assert text == ""


def test_links_of_the_readme_lead_somewhere() -> None:
    """Absolute ones: the package index shows this file too."""
    ours = re.compile(r"https://(?:github|raw\.githubusercontent)\.com/owui-lint/owui-lint/(.*)")
    pages = {"", "rules/", "open-webui/", *(_page(path) for path in GUIDES)}
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8")):
        assert target.startswith("https://"), target
        match = ours.fullmatch(target)
        if match is not None:
            path = re.sub(r"^(?:blob/|tree/)?main/", "", match[1])
            assert path == "issues" or (ROOT / path).exists(), target
        elif target.startswith(links.SITE):
            assert target.removeprefix(links.SITE) in pages, target


def _page(path: Path) -> str:
    return f"{path.relative_to(ROOT / 'docs' / 'pages').with_suffix('').as_posix()}/"


def test_figures_of_the_readme_are_those_of_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert f"({Host.latest()})" in text
    assert f"{Host.releases()[0]} to {Host.latest()}" in text
    assert f"up to {budget.MOST_STEPS} places" in text
    assert f"{evaluator.MOST_STEPS} steps deep" in text


def test_codes_that_are_named_exist() -> None:
    for path in (README, CONTRIBUTING, *GUIDES):
        for code in re.findall(r"\bOWU\d{3}\b", path.read_text(encoding="utf-8")):
            assert code in codes.known() or path == CONTRIBUTING, code


def test_the_demonstration_is_a_component_that_python_reads() -> None:
    assert ast.get_docstring(ast.parse(DEMO.read_text(encoding="utf-8")))
