"""Findings for people: full with the line and its pointer, concise, or grouped by file.

A finding is made of pieces with a style each. On a terminal rich draws them; elsewhere they are
joined, and rich is not imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING

from owui_lint.finding import Applicability, Finding, Severity, on_one_line
from owui_lint.links import rule_url
from owui_lint.report import SEVERITIES, Report, Summary

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from owui_lint.parsing.source import SourceFile

Piece = tuple[str, str]
"""A text and its style."""
STYLES = {
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


class TextWriter:
    """Prints findings as they come, and a summary."""

    def __init__(
        self,
        stream: IO[str] | None,
        style: str = "full",
        *,
        several: bool = False,
        why: Callable[[Finding], str] | None = None,
    ) -> None:
        """Take where to print.

        Args:
            stream: an open text file; None prints nothing
            style: full, concise or grouped
            several: there may be several files, which a heading tells apart
            why: says of a finding why it is left
        """
        self._why = why
        self._stream = stream
        self._style = style
        self._several = several
        self._console = _console(stream) if stream is not None and _has_colours(stream) else None
        self._ruler = _RULER if _can_show(stream, _RULER) else _PLAIN_RULER

    def begin(self) -> None:
        """Print nothing yet."""

    def add(self, report: Report) -> None:
        """Print the findings of one report."""
        if report.findings and self._style != "concise" and self._several:
            self.print([*_heading(report), ("\n", "")])
        for finding in report.findings:
            if self._style == "full":
                why = None if self._why is None else self._why(finding)
                self.print(drawn(report, finding, self._ruler, why))
            else:
                place = _place(report, finding, path=self._style == "concise")
                indent = "" if self._style == "concise" else "  "
                self.print([(indent, ""), *place, *_said(finding), ("\n", "")])
        if report.findings and self._style == "grouped":
            self.print([("\n", "")])

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Print the lines of a summary."""
        for line in lines:
            self.print([*_with_code(line), ("\n", "")])

    def print(self, pieces: Iterable[Piece]) -> None:
        """Print pieces, in colour where there is a terminal."""
        if self._console is not None:
            self._console.print(_rich(pieces), soft_wrap=True, end="")
        elif self._stream is not None:
            self._stream.write("".join(text for text, _ in pieces))
            self._stream.flush()


def _has_colours(stream: IO[str]) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return stream.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _console(stream: IO[str] | None) -> Console:
    from rich.console import Console

    console = Console(file=stream, highlight=False)
    if console.width < 1:  # a terminal that does not know, in which nothing at all would be shown
        console.width = _USUAL_WIDTH
    return console


def _rich(pieces: Iterable[Piece]) -> Text:
    from rich.text import Text

    text = Text()
    for part, style in pieces:
        text.append(part, style=style)
    return text


def _can_show(stream: IO[str] | None, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def described(report: Report) -> str:
    """Return what a file is: `filter "My filter"`."""
    if report.kind is None:
        return "not loadable" if report.is_component else "not an Open WebUI component"
    title = f' "{report.title}"' if report.title else ""
    return f"{report.kind.value}{title}"


def _heading(report: Report) -> Iterator[Piece]:
    yield on_one_line(report.source.path), "bold underline"
    yield f": {described(report)}", "dim"


def _place(report: Report, finding: Finding, *, path: bool) -> Iterator[Piece]:
    span = report.span(finding.span)
    before = f"{on_one_line(report.source.path)}:" if path else ""
    yield f"{before}{span.line}:{span.column + 1}: ", "bold"


def _said(finding: Finding) -> Iterator[Piece]:
    yield f"{finding.code} {finding.severity.value}", STYLES[finding.severity]
    yield ": ", ""
    yield from _with_code(finding.message)
    yield f"  [{finding.name}]", "dim"


def drawn(
    report: Report, finding: Finding, ruler: str = _RULER, why: str | None = None
) -> list[Piece]:
    """Return a finding with its line, what explains it, its fix and its rule's page.

    Args:
        report: what it was found in
        finding: the finding
        ruler: what is drawn before the line
        why: why it is left by `fix`
    """
    pieces = [*_place(report, finding, path=True), *_said(finding), ("\n", "")]
    shown, pointer = _pointed_at(report.source, finding.line, finding.column, _width(finding))
    pieces += [
        (f"{report.span(finding.span).line:5} {ruler} ", "dim"),
        (f"{shown}\n", ""),
        (f"      {ruler} ", "dim"),
        (f"{pointer}\n", STYLES[finding.severity]),
    ]
    for related in finding.related:
        span = report.span(related.span)
        pieces.append((f"      note at {span.line}:{span.column + 1}: ", "cyan"))
        pieces += [*_with_code(related.message), ("\n", "")]
    if finding.fix is not None:
        unsafe = finding.fix.applicability is Applicability.UNSAFE
        pieces.append((f"      {'unsafe fix' if unsafe else 'fix'}: ", "green"))
        pieces += [*_with_code(on_one_line(finding.fix.title)), ("\n", "")]
    if why is not None:
        pieces += [("      left: ", "cyan"), *_with_code(why), ("\n", "")]
    pieces.append((f"      see {rule_url(finding.code)}\n\n", "dim"))
    return pieces


def _width(finding: Finding) -> int:
    one_line = finding.span.end_line == finding.line
    return max(finding.span.end_column - finding.column, 1) if one_line else 1


def _pointed_at(source: SourceFile, line: int, column: int, width: int) -> tuple[str, str]:
    """Return a line and the pointer below it; a long line is cut around the pointer."""
    whole = source.lines[line - 1]
    start = max(column - 60, 0) if len(whole) > 110 else 0
    shown = "".join(map(_printable, whole[start : start + 110]))
    before, marked = shown[: column - start], shown[column - start :][:width]
    return shown, " " * _cells(before) + "^" * max(_cells(marked), 1)


def _cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _printable(character: str) -> str:
    if character == "\t":
        return _TAB
    return character if character.isprintable() else _UNPRINTABLE


def _with_code(message: str) -> Iterator[Piece]:
    """Set what is in backticks apart."""
    for index, part in enumerate(message.split("`")):
        if index % 2:
            yield f"`{part}`", "bold"
        elif part:
            yield part, ""


def summary_lines(summary: Summary) -> Iterator[str]:
    """Yield what a run of `check` came to, a line each."""
    found = [
        counted(summary.severities[severity], severity.value)
        for severity in SEVERITIES
        if summary.severities[severity]
    ]
    read = counted(summary.components, "component")
    if found:
        where = "" if summary.components == 1 else f"{summary.files} of "
        yield f"{listed(found)} in {where}{read}"
    elif summary.components:
        yield f"Nothing found in {read}"
    else:
        yield "No Open WebUI component found"
    if summary.total and summary.safe is not None:
        yield _mends(summary.safe, summary.unsafe or 0)
    skipped = skipped_parts(summary)
    if skipped:
        yield f"Skipped: {'; '.join(skipped)}"
    if summary.known:
        yield f"{counted(summary.known, 'finding')} of the baseline not reported again"
    if summary.gone:
        verb = "is" if summary.gone == 1 else "are"
        yield (
            f"{counted(summary.gone, 'finding')} of the baseline {verb} gone; "
            "`owui-lint baseline write` brings it up to date"
        )


def skipped_parts(summary: Summary) -> list[str]:
    """Return what was skipped, and why."""
    parts = []
    if summary.others:
        verb = (
            "is not an Open WebUI component"
            if summary.others == 1
            else "are not Open WebUI components"
        )
        parts.append(f"{counted(summary.others, 'file')} {verb}")
    if summary.hidden:
        verb = "is" if summary.hidden == 1 else "are"
        parts.append(f"{counted(summary.hidden, 'file')} {verb} hidden by `# flake8: noqa`")
    if summary.excluded:
        verb = "is" if summary.excluded == 1 else "are"
        parts.append(f"{counted(summary.excluded, 'file')} {verb} excluded")
    return parts


def _mends(safe: int, unsafe: int) -> str:
    if not safe and not unsafe:
        return "None of them has a fix"
    parts = [f"`owui-lint fix` mends {safe}"] if safe else []
    if unsafe:
        more = f"{unsafe} more" if safe else str(unsafe)
        parts.append(f"`owui-lint fix --unsafe` mends {more}")
    return "; ".join(parts)


def statistics_lines(summary: Summary) -> Iterator[str]:
    """Yield how often each code was found, the most frequent first."""
    width = max((len(str(count)) for count in summary.codes.values()), default=1)
    for (code, name), count in sorted(summary.codes.items(), key=lambda one: (-one[1], one[0])):
        yield f"{count:{width}}  {code} {name}"


def listed(parts: list[str]) -> str:
    """Return `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return `1 file` or `2 files`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
