"""`owui-lint spec`: what Open WebUI and the model see, as an installed command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from owui_lint.host import Host
from tests.harness import ROOT

COMMAND = Path(sys.executable).with_name("owui-lint")

TOOLS = '''"""
title: Weather
author: Jane Doe
version: 1.0.0
license: MIT
"""

from typing import Literal

from pydantic import BaseModel, Field


class Tools:
    class Valves(BaseModel):
        api_key: str = Field(
            default="",
            title="Key",
            description="Key of the service",
            json_schema_extra={"input": {"type": "password"}},
        )
        unit: Literal["C", "F"] = "C"
        verbose: bool = False
        limit: int = Field(..., description="Most days")

    def __init__(self) -> None:
        self.valves = self.Valves(limit=3)

    async def get_weather(
        self, city: str, days: int = 1, __oauth_token__: dict | None = None, __id__: str = ""
    ) -> str:
        """
        Get the weather of a city.

        :param city: name of the city
        """
        return city
'''
ACTION = '''"""
title: Act
author: Jane Doe
version: 1.0.0
license: MIT
"""


class Action:
    async def action(self, body: dict, __request__=None, unknown=None, __chat__=None) -> None:
        return None
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "weather.py").write_text(TOOLS, encoding="utf-8")
    (tmp_path / "act.py").write_text(ACTION, encoding="utf-8")
    (tmp_path / "other.py").write_text("x = 1\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [COMMAND, "spec", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def read(folder: Path, *arguments: str) -> dict[str, Any]:
    code, out, err = run(folder, *arguments, "--format=json")
    assert (code, err) == (0, "")
    document: dict[str, Any] = json.loads(out)
    assert document["version"] == 1
    (component,) = document["components"]
    found: dict[str, Any] = component
    return found


def test_the_schema_of_a_tool(folder: Path) -> None:
    component = read(folder, "weather.py")
    assert (component["kind"], component["class_name"], component["target"]) == (
        "tools",
        "Tools",
        Host.latest(),
    )
    tool = next(one for one in component["tools"] if one["name"] == "get_weather")
    assert tool["line"] == 28
    assert tool["spec"] == {
        "name": "get_weather",
        "description": "Get the weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "name of the city"},
                "days": {"type": "integer", "default": 1},
            },
            "required": ["city"],
        },
    }


def test_the_settings_page(folder: Path) -> None:
    settings = read(folder, "weather.py")["settings"]
    assert list(settings) == ["Valves"]
    key, unit, verbose, limit = settings["Valves"]
    assert key == {
        "name": "api_key",
        "title": "Key",
        "type": "string",
        "input": "password",
        "required": False,
        "default": '""',
        "description": "Key of the service",
    }
    assert (unit["input"], unit["default"], unit["title"]) == ("select", '"C"', "Unit")
    assert (verbose["input"], verbose["default"]) == ("switch", "false")
    assert (limit["required"], limit["default"]) == (True, None)
    old = read(folder, "weather.py", "--target-version=0.7.2")["settings"]["Valves"][0]
    assert old["input"] == "text"  # 0.8.0 was the first to draw passwords


def test_who_fills_which_parameter(folder: Path) -> None:
    (called,) = read(folder, "act.py")["entry_points"]
    by = {one["name"]: one["by"] for one in called["given"]}
    assert by == {
        "body": "payload",
        "__request__": "Open WebUI",
        "unknown": "its default",
        "__chat__": "its default",
    }
    assert called["offered"] == [
        "__event_call__",
        "__event_emitter__",
        "__id__",
        "__model__",
        "__user__",
    ]
    (old,) = read(folder, "act.py", "--target-version=0.4.0")["entry_points"]
    request = next(one for one in old["given"] if one["name"] == "__request__")
    assert (request["by"], request["since"]) == ("nobody", "0.5.0")


def test_text(folder: Path) -> None:
    code, out, _ = run(folder, "weather.py", "act.py")
    assert code == 0
    assert out.startswith(f"weather.py: tools, read for Open WebUI {Host.latest()}\n")
    assert "tool get_weather, line 28, as the model sees it\n" in out
    assert '    "description": "Get the weather of a city.",' in out
    assert '  api_key: string, drawn as password, default ""\n    Key of the service\n' in out
    assert "  limit: number, drawn as text, no default\n" in out
    assert f"\nact.py: action, read for Open WebUI {Host.latest()}\n" in out
    assert "  body         the payload\n" in out


def test_what_is_not_a_component_is_said(folder: Path) -> None:
    code, out, err = run(folder, "other.py")
    assert (code, out, err) == (2, "", "owui-lint: `other.py` is not an Open WebUI component\n")
    (folder / "broken.py").write_text("class Pipe:\n    def pipe(self:\n", encoding="utf-8")
    code, _, err = run(folder, "broken.py")
    assert (code, len(err.splitlines())) == (2, 1)


def test_reference_components_are_what_the_real_host_made_of_them() -> None:
    """`tests/conformance` holds what Open WebUI 0.12.4 itself derived."""
    stored = json.loads((ROOT / "tests/conformance/tool_specs-0.12.4.json").read_text("utf-8"))
    component = read(ROOT, "components/tool.py")
    derived = {one["spec"]["name"]: one["spec"] for one in component["tools"]}
    assert derived == {one["name"]: one for one in stored["components/tool.py"]}
