"""The GitHub Action and the blocks for CI in README.md: valid to those that read them, and run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import BAD, CLEAN
from tests.harness import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
WORKFLOW = next(block for block in BLOCKS if "runs-on" in block)
PIPELINE = next(block for block in BLOCKS if "codequality" in block)
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        (ACTION, "vendor.github-actions"),
        (WORKFLOW, "vendor.github-workflows"),
        (PIPELINE, "vendor.gitlab-ci"),
    ],
    ids=["action", "workflow", "pipeline"],
)
def test_is_valid(tmp_path: Path, text: str, schema: str) -> None:
    path = tmp_path / "file.yml"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bad.py").write_text(BAD, encoding="utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "clean.py").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def _run_step(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the action's step "Run owui-lint" as GitHub does: its script by bash, with its inputs."""
    action = yaml.safe_load(ACTION)
    (step,) = [one for one in action["runs"]["steps"] if one.get("name") == "Run owui-lint"]
    temporary = folder / "runner"
    (temporary / "owui-lint").mkdir(parents=True, exist_ok=True)
    if not (temporary / "owui-lint" / "bin").exists():
        (temporary / "owui-lint" / "bin").symlink_to(Path(sys.executable).parent)
    values = {name: one["default"] for name, one in action["inputs"].items()} | inputs
    environment = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)
        for name, text in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**os.environ, **environment, "RUNNER_TEMP": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_annotates_and_writes_sarif(folder: Path) -> None:
    workflow: dict[str, Any] = yaml.safe_load(WORKFLOW)
    (used,) = [
        step["with"]
        for step in workflow["jobs"]["owui-lint"]["steps"]
        if "owui-lint" in step["uses"]
    ]
    inputs = {name: str(value) for name, value in used.items()}
    assert inputs.keys() <= yaml.safe_load(ACTION)["inputs"].keys()
    done = _run_step(folder, **inputs)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=bad.py,line=10,")
    log = json.loads((folder / "owui-lint.sarif").read_text(encoding="utf-8"))
    assert {one["ruleId"] for one in log["runs"][0]["results"]} == {"OWU010", "OWU312", "OWU803"}


def test_the_action_takes_paths_and_options_as_words_and_runs_nothing_of_them(folder: Path) -> None:
    done = _run_step(folder, paths="inner $(touch owned)", args="--profile host; touch owned")
    assert not (folder / "owned").exists()
    assert done.returncode == 2
    assert (
        _run_step(folder, paths="inner bad.py", args="--profile host --select OWU803").returncode
        == 0
    )


def test_the_pipeline_writes_a_code_quality_report(folder: Path) -> None:
    job = yaml.safe_load(PIPELINE)["owui-lint"]
    (install, check) = job["script"]
    assert install == "pip install owui-lint"
    program, *arguments = shlex.split(check)
    script = Path(sys.executable).with_name(program)
    done = subprocess.run([script, *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 1
    report = folder / job["artifacts"]["reports"]["codequality"]
    assert {one["check_name"] for one in json.loads(report.read_text(encoding="utf-8"))} == {
        *("OWU010", "OWU312", "OWU803")
    }
