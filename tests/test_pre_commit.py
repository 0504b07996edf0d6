"""Both documented ways to run under pre-commit, with the real pre-commit in a git repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMPONENT = (
    '"""\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n\n\n'
    'class Pipe:\n    async def pipe(self, body: dict) -> str:\n        return "Hello"\n'
)
FLAKE8_HOOKS = """\
- id: flake8
  name: flake8
  entry: flake8
  language: python
  types: [python]
"""
"""What the hook repository of flake8 itself declares; it cannot be cloned in a test."""
FLAKE8_SETUP = (
    "[metadata]\nname = hooks\nversion = 1\n[options]\npy_modules =\ninstall_requires = flake8\n"
)


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "commit.gpgsign=false")
    command = ["git", *identity, *arguments]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def commit(folder: Path) -> str:
    """Make the folder a repository with one commit, and name it."""
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "All")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "component.py").write_text(COMPONENT, encoding="utf-8")
    (folder / "ordinary.py").write_text("import os\n\nprint(os.name)\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-home")


def pre_commit(project: Path, home: Path, config: str) -> tuple[int, str]:
    (project / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    commit(project)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never"],
        cwd=project,
        env=os.environ | {"PRE_COMMIT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_our_own_hook(checkout: Path, project: Path, home: Path) -> None:
    config = f"repos:\n- repo: {checkout}\n  rev: {commit(checkout)}\n  hooks:\n  - id: owui-lint\n"
    code, output = pre_commit(project, home, config)
    assert code == 1, output
    assert "component.py:1:1: OWU103" in output
    assert "ordinary.py:" not in output
    fixed = COMPONENT.replace("author", "title: T\nauthor")
    (project / "component.py").write_text(fixed)
    code, output = pre_commit(project, home, config)
    assert code == 0, output
    (project / "component.py").write_text(fixed.replace("-> str:", "-> str:  # noqa: OWU301"))
    code, output = pre_commit(project, home, config.replace("id: owui-lint", "id: owui-lint-fix"))
    assert code == 1, output  # pre-commit fails where a hook has changed a file
    assert (project / "component.py").read_text() == fixed


@pytest.mark.parametrize("installed", [True, False], ids=["with the plugin", "without"])
def test_through_flake8(
    wheel: Path, project: Path, home: Path, tmp_path: Path, installed: bool
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / ".pre-commit-hooks.yaml").write_text(FLAKE8_HOOKS, encoding="utf-8")
    (hooks / "setup.cfg").write_text(FLAKE8_SETUP, encoding="utf-8")
    (hooks / "setup.py").write_text("from setuptools import setup\nsetup()\n", encoding="utf-8")
    config = (
        f"repos:\n- repo: {hooks}\n  rev: {commit(hooks)}\n  hooks:\n  - id: flake8\n"
        "    args: [--require-plugins=owui-lint]\n"
    )
    if installed:
        config += f"    additional_dependencies: ['{wheel}']\n"
    code, output = pre_commit(project, home, config)
    assert code == 1, output
    if installed:
        assert "component.py:1:1: OWU103" in output
    else:
        assert "missing: owui-lint" in output
