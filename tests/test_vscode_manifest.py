"""What the VS Code extension says of the linter is so; `make test-editors` runs the extension itself."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import owui_lint
from owui_lint.config.keys import KEYS, converted
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.links import REPOSITORY, SITE
from owui_lint.settings import Profile
from tests.harness import ROOT

EXTENSION = ROOT / "editors" / "vscode"
OWN = {"interpreter", "path", "trace.server"}
"""Settings that the extension reads itself."""


@pytest.fixture(scope="module")
def manifest() -> Any:
    return json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sources() -> str:
    paths = sorted((EXTENSION / "src").glob("*.ts"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _settings(manifest: Any) -> dict[str, Any]:
    given = manifest["contributes"]["configuration"]["properties"]
    return {name.removeprefix("owui-lint."): value for name, value in given.items()}


def test_it_has_the_version_of_the_linter(manifest: Any) -> None:
    assert manifest["version"] == owui_lint.__version__
    assert manifest["repository"]["url"] == f"{REPOSITORY}.git"
    assert manifest["homepage"].startswith(SITE)


def test_every_setting_is_a_key_of_the_configuration(manifest: Any) -> None:
    for name, setting in _settings(manifest).items():
        if name in OWN:
            continue
        key = re.sub("[A-Z]", lambda one: f"-{one.group().lower()}", name)
        assert key in KEYS
        # What is empty is taken from the configuration files, so nothing else may be the default.
        assert setting["default"] in ("", [])
        for value in filter(None, setting.get("enum", ())):
            converted(key, value, "")


def test_every_choice_is_offered(manifest: Any) -> None:
    settings = _settings(manifest)
    assert settings["profile"]["enum"] == ["", *(one.value for one in Profile)]
    assert set(settings["minSeverity"]["enum"]) == {"", *(one.value for one in Severity)}
    for name in ("profile", "minSeverity"):
        assert len(settings[name]["enum"]) == len(settings[name]["enumDescriptions"])


def test_new_components_are_of_the_kinds_there_are(sources: str) -> None:
    named = re.findall(r"^  \['\w+', '(\w+)', '", sources, re.MULTILINE)
    assert set(named) == {one.value for one in Kind} - {Kind.FUNCTION.value}


def test_every_command_is_there(manifest: Any, sources: str) -> None:
    told = {one["command"] for one in manifest["contributes"]["commands"]}
    registered = {f"owui-lint.{name}" for name in re.findall(r"command\('(\w+)',", sources)}
    assert told == registered


def test_what_it_asks_the_server_for_is_answered(sources: str) -> None:
    from owui_lint.lsp import extras

    asked = set(re.findall(r"'(owui-lint/\w+)'", sources))
    assert asked == {extras.STATUS, extras.DOCUMENTATION}


def test_the_lock_names_no_registry() -> None:
    lock = (EXTENSION / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert json.loads(lock)["packages"][""]["devDependencies"]


def test_it_takes_the_oldest_release_that_its_types_are_of(manifest: Any) -> None:
    oldest = manifest["engines"]["vscode"].removeprefix("^")
    assert manifest["devDependencies"]["@types/vscode"] == oldest
    assert "dependencies" not in manifest  # everything is bundled


@pytest.mark.parametrize("name", ["editors/vscode/README.md", "docs/pages/guides/editors.md"])
def test_pictures_are_there(name: str) -> None:
    raw = REPOSITORY.replace("github.com", "raw.githubusercontent.com")
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(rf"{re.escape(raw)}/main/([^)]+)\)", text)
    assert named
    for path in named:
        assert (ROOT / path).is_file(), path
