"""What upgrades break, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from owui_lint.finding import on_one_line
from owui_lint.report import Report
from owui_lint.report.as_json import finding_as_json
from owui_lint.upgrade import Breakage, Upgrade

VERSION = 1
"""Of the JSON format."""


def as_json(upgrades: Sequence[Upgrade]) -> str:
    """Return one JSON document; fields are added, never renamed."""
    components = [
        {
            "path": one.source.path,
            "kind": one.kind.value if one.kind is not None else None,
            "required_open_webui_version": one.floor,
            "from": one.before,
            "to": one.after,
            "breaks": [_breakage(one, each) for each in one.breaks],
            "standing": one.standing,
            "mended": one.mended,
        }
        for one in upgrades
    ]
    return json.dumps({"version": VERSION, "components": components}, indent=2)


def _breakage(upgrade: Upgrade, one: Breakage) -> dict[str, Any]:
    report = Report(upgrade.source, (one.finding,), upgrade.kind)
    return {"release": one.release, **finding_as_json(report, one.finding)}


def as_text(upgrades: Sequence[Upgrade]) -> str:
    """Return the components that break, worst first, and a summary."""
    lines: list[str] = []
    for one in upgrades:
        if not one.breaks:
            continue
        lines += [f"{on_one_line(one.source.path)}: {_period(one)}, {_counted(one)}"]
        for each in one.breaks:
            finding = each.finding
            place = f"{finding.line}:{finding.column + 1}"
            lines.append(
                f"  since {each.release}  {finding.severity.value} {finding.code} at {place}: {finding.message}"
            )
            if finding.fix is not None:
                lines.append(
                    f"    {finding.fix.applicability.value} fix: {on_one_line(finding.fix.title)}"
                )
        lines.append("")
    return "\n".join([*lines, *_closing(upgrades), ""])


def _period(one: Upgrade) -> str:
    source = "" if one.floor is None or one.floor != one.before else " (which it requires)"
    return f"from {one.before}{source} to {one.after}"


def _counted(one: Upgrade) -> str:
    errors, warnings = one.weight
    parts = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    return " and ".join(parts)


def _closing(upgrades: Sequence[Upgrade]) -> list[str]:
    broken = [one for one in upgrades if one.breaks]
    components = "1 component" if len(upgrades) == 1 else f"{len(upgrades)} components"
    if not upgrades:
        return ["No component was read"]
    standing = sum(one.standing for one in upgrades)
    mended = sum(one.mended for one in upgrades)
    lines = [
        f"The upgrade breaks {len(broken) or 'nothing'}{' of' if broken else ' in'} {components}"
    ]
    if standing:
        lines.append(
            f"{_findings(standing)} on both releases: `owui-lint check` lists what is wrong already"
        )
    if mended:
        lines.append(f"{_findings(mended)} on the older release only")
    return lines


def _findings(number: int) -> str:
    return f"{number} {'finding is' if number == 1 else 'findings are'}"
