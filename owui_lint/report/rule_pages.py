"""Rules for people: one with its documentation, or a list of all."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from owui_lint.catalogue import documentation, summary
from owui_lint.links import rule_url

if TYPE_CHECKING:
    from owui_lint.rule import Rule


def show_rule(rule: Rule) -> None:
    """Print the documentation of one rule: as it is written when piped, else drawn by rich."""
    text = f"{documentation(rule).rstrip()}\n\n{rule_url(rule.code)}\n"
    if sys.stdout is None or not sys.stdout.isatty():
        print(text, end="")
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))


def show_rules(rules: Iterable[Rule]) -> None:
    """Print a table of all rules: one line each when piped, however long."""
    rows = [(rule.code, rule.name, _severity(rule), _fix(rule), summary(rule)) for rule in rules]
    if sys.stdout is None or not sys.stdout.isatty():
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            print("  ".join([*cells, row[4]]))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in ("code", "name", "severity", "fix", "what is wrong"):
        table.add_column(column, no_wrap=column in ("code", "name"))
    for row in rows:
        table.add_row(*row[:4], Text(row[4]))
    Console(highlight=False).print(table)


def _severity(rule: Rule) -> str:
    return f"{rule.severity.value}, opt-in" if rule.opt_in else rule.severity.value


def _fix(rule: Rule) -> str:
    return rule.fixable.value if rule.fixable else "-"


def rules_as_json(rules: Iterable[Rule]) -> str:
    """Return all rules as JSON."""
    return json.dumps([rule_as_json(rule) for rule in rules], indent=2)


def rule_as_json(rule: Rule) -> dict[str, Any]:
    """Return one rule as what `json.dumps` takes."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "kinds": sorted(kind.value for kind in rule.kinds),
        "fix": rule.fixable.value if rule.fixable else None,
        "opt_in": rule.opt_in,
        "summary": summary(rule),
        "url": rule_url(rule.code),
        "documentation": documentation(rule),
    }
