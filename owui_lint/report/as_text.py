"""Findings and rules for people: each finding with its line, drawn with rich."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from owui_lint.catalogue import documentation, summary
from owui_lint.finding import Applicability, Finding, Severity, on_one_line
from owui_lint.report import FileReport

if TYPE_CHECKING:
    from owui_lint.parsing.source import SourceFile
    from owui_lint.rule import Rule

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.CONVENTION: "bold blue",
}
_TAB = " "
"""Tabs are shown as one blank, so that the pointer below the line stays where it belongs."""
_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
"""What could move the cursor, colour the terminal or turn the direction of writing is shown as this."""
_RULER = "│"
_PLAIN_RULER = "|"
_USUAL_WIDTH = 80


def show(
    reports: Sequence[FileReport], *, fixed: int | None = None, to_stderr: bool = False
) -> None:
    """Print findings and a closing line; `fixed` is how many fixes were applied."""
    console = _console(stderr=to_stderr)
    ruler = _RULER if _can_show(console, _RULER) else _PLAIN_RULER
    for source, findings in reports:
        for finding in findings:
            console.print(drawn(source, finding, ruler), soft_wrap=True)
    console.print(_closing(reports, fixed), soft_wrap=True)


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if console.width < 1:  # a terminal that does not know, in which nothing at all would be shown
        console.width = _USUAL_WIDTH
    return console


def _can_show(console: Console, text: str) -> bool:
    try:
        text.encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def drawn(source: SourceFile, finding: Finding, ruler: str = _RULER) -> Text:
    """A finding with its line, what explains it, and its fix; `ruler` stands before the line."""
    text = Text()
    text.append(f"{on_one_line(finding.path)}:{finding.line}:{finding.column + 1}: ", style="bold")
    text.append(finding.code, style=_STYLES[finding.severity])
    text.append(" ")
    text.append_text(_with_code(finding.message))
    text.append(f"  [{finding.name}]\n", style="dim")
    shown, pointer = _pointed_at(source, finding.line, finding.column, _width(finding))
    text.append(f"{finding.line:5} {ruler} ", style="dim")
    text.append(f"{shown}\n")
    text.append(f"      {ruler} ", style="dim")
    text.append(f"{pointer}\n", style=_STYLES[finding.severity])
    for related in finding.related:
        place = f"{related.span.line}:{related.span.column + 1}"
        text.append(f"      note at {place}: ", style="cyan")
        text.append_text(_with_code(related.message))
        text.append("\n")
    if finding.fix is not None:
        unsafe = finding.fix.applicability is Applicability.UNSAFE
        text.append(f"      {'unsafe fix' if unsafe else 'fix'}: ", style="green")
        text.append_text(_with_code(on_one_line(finding.fix.title)))
        text.append("\n")
    return text


def _width(finding: Finding) -> int:
    one_line = finding.span.end_line == finding.line
    return max(finding.span.end_column - finding.column, 1) if one_line else 1


def _pointed_at(source: SourceFile, line: int, column: int, width: int) -> tuple[str, str]:
    """A line and the pointer below it; a long line is cut around the pointer."""
    whole = source.lines[line - 1]
    start = max(column - 60, 0) if len(whole) > 110 else 0
    shown = "".join(map(_printable, whole[start : start + 110]))
    before, marked = shown[: column - start], shown[column - start :][:width]
    return shown, " " * cell_len(before) + "^" * max(cell_len(marked), 1)


def _printable(character: str) -> str:
    if character == "\t":
        return _TAB
    return character if character.isprintable() else _UNPRINTABLE


def _with_code(message: str) -> Text:
    """Set what stands in backticks apart."""
    text = Text()
    for index, part in enumerate(message.split("`")):
        text.append(part if index % 2 == 0 else f"`{part}`", style="bold" if index % 2 else "")
    return text


def _closing(reports: Sequence[FileReport], fixed: int | None) -> Text:
    counts = Counter(finding.severity for _, findings in reports for finding in findings)
    parts = [
        _counted(counts[severity], severity.value) for severity in Severity if counts[severity]
    ]
    text = Text("" if fixed is None else f"{_counted(fixed, 'fix', 'fixes')} applied, ")
    files = _counted(len(reports), "file")
    if not parts:
        return text.append(f"Nothing found in {files}" if fixed is None else "nothing left")
    fixable = sum(finding.fix is not None for _, findings in reports for finding in findings)
    text.append(f"{', '.join(parts)} in {files}")
    if fixable and fixed is None:
        text.append(f"; `owui-lint fix` has {_counted(fixable, 'fix', 'fixes')} for them")
    return text


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def show_rule(rule: Rule) -> None:
    """Print the documentation of one rule."""
    from rich.markdown import Markdown  # as much again as everything else of rich

    _console().print(Markdown(documentation(rule)))


def show_rules(rules: Iterable[Rule]) -> None:
    """Print a table of all rules."""
    table = Table(box=None, pad_edge=False)
    for column in ("code", "name", "severity", "fix", "what is wrong"):
        table.add_column(column, no_wrap=column in ("code", "name"))
    for rule in rules:
        fix = rule.fixable.value if rule.fixable else ""
        severity = f"{rule.severity.value}, opt-in" if rule.opt_in else rule.severity.value
        table.add_row(rule.code, rule.name, severity, fix, Text(summary(rule)))
    _console().print(table)
