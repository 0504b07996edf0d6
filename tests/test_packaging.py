"""The wheel and the editable install, in fresh environments; inside the checkout and elsewhere."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.harness import ROOT
from tests.harness.blocks import README, blocks_of

PLACES = {
    "owui_lint": "owui_lint",
    "rules": "owui_lint.rules",
    "components": "owui_lint.components",
}
COMPONENT = (
    '"""\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n\n\n'
    'class Pipe:\n    async def pipe(self, body: dict) -> str:\n        return "Hello"\n'
)


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=["wheel", "editable"])
def environment(
    request: pytest.FixtureRequest,
    wheel: Path,
    checkout: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The `bin` folder of a fresh environment with the package in it."""
    folder = tmp_path_factory.mktemp(f"venv-{request.param}")
    if request.param == "editable":
        return _started(checkout, folder)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    binaries = folder / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([binaries / "python", "-m", "pip", "install", "-q", wheel], check=True)
    return binaries


def _started(checkout: Path, folder: Path) -> Path:
    """Type what README.md begins with into a fresh checkout; return its environment's `bin`."""
    with_make, without_make = [block.commands for block in blocks_of(README)][:2]
    copy = shutil.copytree(checkout, folder / "checkout")
    (folder / "python3").symlink_to(sys.executable)
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    for command, code in {**dict.fromkeys(without_make, 0), with_make[0]: 2}.items():
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=copy,
            env={**os.environ, "PATH": path, "PYTHON": "python3"},
            capture_output=True,
            text=True,
            check=False,
        )
        finds = command.endswith(("demo_filter.py", 'demo_filter.py"'))
        assert done.returncode == (max(code, 1) if finds else 0), done.stdout + done.stderr
        assert ("OWU312" in done.stdout) == finds, command
    return copy / ".venv" / "bin"


def test_every_package_is_listed() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = config["options"]["packages"].split()
    found = []
    for folder, name in PLACES.items():
        for path in (ROOT / folder).rglob("*.py"):
            inner = path.parent.relative_to(ROOT / folder).parts
            found.append(".".join([name, *inner]))
    assert listed == sorted(set(found))


def test_wheel_holds_everything_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"owui_lint", "owui_lint-0.1.0.dist-info"}
    expected = {"owui_lint/py.typed", "owui_lint/report/page.css", "owui_lint/report/schema.json"}
    for folder, name in PLACES.items():
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".json") and "__pycache__" not in path.parts:
                inside = path.relative_to(ROOT / folder).as_posix()
                expected.add(f"{name.replace('.', '/')}/{inside}")
    assert expected - set(names) == set()


def test_the_index_takes_both(built: Path) -> None:
    files = sorted(map(str, built.iterdir()))
    assert len(files) == 2
    command = [sys.executable, "-m", "twine", "check", "--strict", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_sdist_holds_what_tests_it(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"CHANGELOG.md", "LICENSE", "README.md", "Makefile", "setup.cfg", "action.yml"} <= names
    assert {"tests/test_packaging.py", "tests/harness/fixture.py", "fixtures/demo.py"} <= names
    assert {"tests/schemas/junit-10.xsd", "rules/README.md", ".ruff.toml"} <= names
    assert not [name for name in names if "__pycache__" in name]


@pytest.mark.parametrize("place", ["checkout", "elsewhere"])
def test_every_face_works_in_a_fresh_environment(
    environment: Path, checkout: Path, tmp_path: Path, place: str
) -> None:
    path = tmp_path / "component.py"
    path.write_text(COMPONENT, encoding="utf-8")
    cwd = checkout if place == "checkout" else tmp_path
    line = f"{path}:1:1: OWU103 `title` is missing in the header; add it\n"
    assert run(environment / "flake8", "--isolated", path, cwd=cwd) == line
    # `python -m` puts the working directory first: the checkout's own package.
    assert run(environment / "python", "-m", "flake8", "--isolated", path, cwd=cwd) == line
    assert "OWU103" in run(environment / "owui-lint", "check", path, cwd=cwd)
    assert "OWU103" in run(environment / "python", "-m", "owui_lint", "check", path, cwd=cwd)
    assert "owui-lint: 0.1.0" in run(environment / "flake8", "--version", cwd=cwd)


def test_rules_and_components_are_inside_the_package(environment: Path, tmp_path: Path) -> None:
    code = (
        "import owui_lint.rules, owui_lint.components, importlib.util as util;"
        "assert not util.find_spec('rules') and not util.find_spec('components');"
        "print('fine')"
    )
    assert run(environment / "python", "-c", code, cwd=tmp_path) == "fine\n"
