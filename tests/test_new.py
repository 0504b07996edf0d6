"""`owui-lint new`: components to start from, as an installed command."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from owui_lint.kinds import Kind
from owui_lint.new.author import page_of
from owui_lint.new.text import _INCLUDE, definition

BIN = Path(sys.executable).parent
KINDS = [kind.value for kind in Kind]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without git configuration."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for command in (
        ["init", "-q"],
        ["config", "user.name", "Jane Doe"],
        ["remote", "add", "origin", "git@github.com:jane/parts.git"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def run(folder: Path, *command: str, home: Path | None = None) -> tuple[int, str, str]:
    environment = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1"}
    if home is not None:
        environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_every_kind_is_clean_under_the_strict_profile(repository: Path) -> None:
    for kind in KINDS:
        done = run(repository, "owui-lint", "new", kind, f"My 100% {kind}")
        assert done == (0, f"Wrote my_100_{kind}.py\n", "")
    names = sorted(path.name for path in repository.glob("*.py"))
    assert names == sorted(f"my_100_{kind}.py" for kind in KINDS)
    code, out, err = run(repository, "owui-lint", "check", "--profile=strict", "--isolated", *names)
    assert (code, err) == (0, ""), out
    assert (
        run(repository, "ruff", "format", "--isolated", "--line-length=100", "--check", *names)[0]
        == 0
    )
    code, out, _ = run(repository, "mypy", "--strict", "--python-version=3.11", *names)
    assert code == 0, out
    for name in names:
        assert len((repository / name).read_text(encoding="utf-8").splitlines()) <= 100


def test_the_header_knows_author_and_repository(repository: Path) -> None:
    run(repository, "owui-lint", "new", "filter", "Word Counter", "--description=Counts words.")
    text = (repository / "word_counter.py").read_text(encoding="utf-8")
    assert text.startswith(
        '"""\ntitle: Word Counter\nauthor: Jane Doe\ngit_url: https://github.com/jane/parts\n'
        'description: Counts words.\nversion: 0.1.0\nlicense: MIT\n"""\n'
    )


def test_nothing_is_overwritten(repository: Path) -> None:
    file = repository / "mine.py"
    file.write_text("x = 1\n", encoding="utf-8")
    code, out, err = run(repository, "owui-lint", "new", "pipe", "Mine")
    assert (code, out) == (2, "")
    assert err == "owui-lint: `mine.py` exists already, and is left as it is\n"
    assert file.read_text(encoding="utf-8") == "x = 1\n"
    file.unlink()
    file.symlink_to("nowhere.py")
    assert run(repository, "owui-lint", "new", "pipe", "Mine")[0] == 2
    assert not (repository / "nowhere.py").exists()


def test_without_git_the_author_is_asked_for(tmp_path: Path, home: Path) -> None:
    code, _, err = run(tmp_path, "owui-lint", "new", "pipe", "Mine", home=home)
    assert (code, err) == (
        2,
        "owui-lint: git knows no author; set `user.name` there, or use `--author`\n",
    )
    code, _, err = run(tmp_path, "owui-lint", "new", "pipe", "Mine", "--author=Ada", home=home)
    assert code == 0
    assert "git has no remote here" in err
    assert "\nauthor: Ada\ndescription:" in (tmp_path / "mine.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("pipe", 'say "hi"'), "`NAME` can hold neither quotes, backslashes nor several lines"),
        (("pipe", "two\nlines"), "`NAME` can hold neither quotes, backslashes nor several lines"),
        (("pipe", " "), "`NAME` is empty"),
        (("pipe", "漢字"), "`漢字` gives no file name; name a file with `--output`"),
        (("pipe", "Mine", "--output=no/such/folder.py"), "Cannot write `no/such/folder.py`: "),
    ],
)
def test_wrong_questions_are_one_line(
    repository: Path, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = run(repository, "owui-lint", "new", *arguments, "--author=Ada")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith(f"owui-lint: {message}")
    assert list(repository.glob("*.py")) == []


def test_an_unknown_kind_is_told_the_known_ones(repository: Path) -> None:
    code, _, err = run(repository, "owui-lint", "new", "tool", "Mine")
    assert code == 2
    assert "tools" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("git@github.com:jane/parts.git", "https://github.com/jane/parts"),
        ("ssh://git@git.example.org:2222/jane/parts.git", "https://git.example.org/jane/parts"),
        ("https://jane:secret@github.com/jane/parts.git", "https://github.com/jane/parts"),
        ("https://gitlab.com/a/b/c", "https://gitlab.com/a/b/c"),
        ("/srv/git/parts.git", None),
        ("../parts", None),
        ("file:///srv/git/parts.git", None),
        (None, None),
    ],
)
def test_the_page_of_a_remote(remote: str | None, page: str | None) -> None:
    assert page_of(remote) == page


def test_shared_definitions_are_those_of_the_reference_components() -> None:
    shared = 0
    for template in (files("owui_lint.new") / "templates").iterdir():
        for match in _INCLUDE.finditer(template.read_text("utf-8")):
            assert ast.parse(definition(match["file"], match["name"]))
            shared += 1
    assert shared >= 12
    with pytest.raises(KeyError, match="defines no"):
        definition("tool.py", "NoSuchName")
