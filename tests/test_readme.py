"""What README.md tells to type works, and what it names is there."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from owui_lint.host import Host
from tests.harness import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
FILTER = (
    '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n\n\n'
    "class Filter:\n    def inlet(self, body: dict) -> dict:\n"
    "        return body  # noqa: OWU312\n"
)


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


COMMANDS = [
    line.removeprefix("$ ").split("#")[0].strip()
    for block in _blocks("console")
    for line in block.splitlines()
    if line.startswith("$ ") and "pip install" not in line
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "my_filter.py").write_text(FILTER, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command: str, folder: Path) -> None:
    program, *arguments = shlex.split(command)
    module = {"owui-lint": "owui_lint", "flake8": "flake8"}[program]
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    left = command.startswith("owui-lint fix")
    assert done.returncode == (0 if left else 1), done.stdout + done.stderr
    assert ("OWU010" in done.stdout) == (not left)


def test_commands_are_found() -> None:
    assert len(COMMANDS) == 4


def test_python_block(folder: Path) -> None:
    (block,) = _blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=folder, capture_output=True, text=True, check=True
    )
    assert "OWU010" in done.stdout


def test_configuration_block(folder: Path) -> None:
    (block,) = _blocks("ini")
    (folder / ".flake8").write_text(block, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "flake8", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "OWU010" in done.stdout
    config = configparser.ConfigParser()
    config.read_string(block)
    assert config["flake8"]["owui-target-version"] in Host.releases()


def test_pre_commit_blocks() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    blocks = [yaml.safe_load(block) for block in _blocks("yaml")]
    ours, flake8 = (block["repos"][0] for block in blocks if "repos" in block)
    assert ours["hooks"][0]["id"] in [hook["id"] for hook in hooks]
    assert flake8["hooks"][0]["args"] == ["--require-plugins=owui-lint"]


def test_toml_block(folder: Path) -> None:
    (block,) = _blocks("toml")
    (folder / "pyproject.toml").write_text(block, encoding="utf-8")
    (folder / "owui-lint-baseline.json").write_text(
        '{"tool": "owui-lint", "version": 1, "findings": []}', encoding="utf-8"
    )
    command = [sys.executable, "-m", "owui_lint", "check", "my_filter.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "OWU010" in done.stdout


def test_links_lead_somewhere() -> None:
    # Absolute ones: PyPI shows this file too.
    ours = re.compile(r"https://(?:github|raw\.githubusercontent)\.com/owui-lint/owui-lint/(.*)")
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://"), target
        match = ours.fullmatch(target)
        if match is not None:
            path = re.sub(r"^(?:blob/|tree/)?main/", "", match[1])
            assert (ROOT / path).exists(), target


def test_newest_release_is_named() -> None:
    assert f"({Host.latest()})" in README
