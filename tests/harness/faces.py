"""Runs the real faces, as processes of their own, over many fixtures at once."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from owui_lint.rule import all_rules
from tests.harness import ROOT
from tests.harness.fixture import Fixture, Mark

_FLAKE8_LINE = re.compile(r"^(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (?P<code>[A-Z]+\d+) ")

_NOT_A_COMPONENT = re.compile(r"(?:is|are) not (?:an )?Open WebUI components?$")
"""What the command says of named files; fixtures that are silent may be just that."""

_Settings = tuple[tuple[str, str], ...]


def findings_of(fixtures: Iterable[Fixture]) -> dict[Path, Counter[Mark]]:
    """What is found in each fixture; one process for all fixtures of the same settings.

    Raises:
        RuntimeError: a face failed, or said something that is no finding
    """
    groups: dict[_Settings, list[Fixture]] = defaultdict(list)
    opt_in = {rule.code for rule in all_rules() if rule.opt_in}
    for fixture in fixtures:
        settings = dict(fixture.settings)
        if fixture.code in opt_in:
            settings.setdefault("extend-select", fixture.code)
        groups[tuple(sorted(settings.items()))].append(fixture)
    found: dict[Path, Counter[Mark]] = {}
    for key, group in groups.items():
        settings = dict(key)
        face = {"flake8": _flake8, "cli": _cli}[settings.pop("face", "flake8")]
        paths = [fixture.path for fixture in group]
        reported = face(paths, settings)
        found.update((path, reported.get(path, Counter())) for path in paths)
    return found


def _options(settings: dict[str, str]) -> list[str]:
    return [f"--{name}={value}" for name, value in settings.items()]


def _run(command: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    said = [line for line in done.stderr.splitlines() if not _NOT_A_COMPONENT.search(line)]
    if done.returncode not in (0, 1) or said:
        raise RuntimeError(f"{' '.join(command[:6])} …\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def _flake8(paths: list[Path], settings: dict[str, str]) -> dict[Path, Counter[Mark]]:
    settings = {"select": "OWU,E9", **settings}
    output = _run(["flake8", "--isolated", *_options(settings), *map(str, paths)])
    found: dict[Path, Counter[Mark]] = defaultdict(Counter)
    for line in output.splitlines():
        match = _FLAKE8_LINE.match(line)
        if match is None:
            raise RuntimeError(f"flake8 says: {output[-4000:]}")
        mark = int(match["line"]), int(match["column"]), match["code"]
        found[Path(match["path"])][mark] += 1
    return found


def _cli(paths: list[Path], settings: dict[str, str]) -> dict[Path, Counter[Mark]]:
    output = _run(
        ["owui_lint", "check", "--isolated", "--format=json", *_options(settings), *map(str, paths)]
    )
    found: dict[Path, Counter[Mark]] = defaultdict(Counter)
    for finding in json.loads(output)["findings"]:
        mark = finding["line"], finding["column"], finding["code"]
        found[Path(finding["path"])][mark] += 1
    return found
