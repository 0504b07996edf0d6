"""One HTML page: what was found, with the source around it, light and dark; nothing is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from owui_lint import __version__
from owui_lint.finding import Applicability, Finding
from owui_lint.links import SITE, rule_url
from owui_lint.report import SEVERITIES, Report, Summary
from owui_lint.report.as_text import counted, described, listed
from owui_lint.report.collector import Collector

_CONTEXT = 3
"""Lines shown before and after a finding's."""


class HtmlWriter(Collector):
    """Writes the page."""

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Write the page."""
        if self._stream is not None:
            self._stream.writelines(_page(self._reports, summary, lines))


def _style() -> str:
    return (files("owui_lint.report") / "page.css").read_text(encoding="utf-8")


def _page(reports: list[Report], summary: Summary, lines: Iterable[str]) -> Iterator[str]:
    title = _title(summary)
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>owui-lint: {escape(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{escape(title)}</h1>\n"
        f'<p class="quiet">Checked by <a href="{SITE}">owui-lint</a> {escape(__version__)}</p>\n'
        '<ul class="sum">\n'
    )
    for line in lines:
        yield f"<li>{_with_code(line)}</li>\n"
    yield "</ul>\n"
    if summary.total:
        yield '<fieldset class="filter"><legend class="quiet">Show</legend>\n'
        for severity in SEVERITIES:
            name, count = severity.value, summary.severities[severity]
            yield (
                f'<label class="{name}"><input type="checkbox" id="show-{name}" checked> '
                f'<span class="word">{counted(count, name)}</span></label>\n'
            )
        yield "</fieldset>\n"
    yield "</header>\n<main>\n"
    for number, report in enumerate(reports, 1):
        yield from _component(report, number)
    yield "</main>\n</body>\n</html>\n"


def _title(summary: Summary) -> str:
    found = [
        counted(summary.severities[one], one.value) for one in SEVERITIES if summary.severities[one]
    ]
    if not found:
        return "Nothing found"
    return f"{listed(found)} in {counted(summary.files, 'component')}"


def _component(report: Report, number: int) -> Iterator[str]:
    yield (
        f'<section aria-labelledby="f{number}">\n<h2 id="f{number}">'
        f'<code>{_shown(report.source.path)}</code> <span class="quiet">{_shown(described(report))}</span></h2>\n'
    )
    if not report.findings:
        yield '<p class="quiet">Nothing found.</p>\n</section>\n'
        return
    for finding in report.findings:
        yield from _finding(report, finding, number)
    lines = report.source.lines
    marked = {finding.line for finding in report.findings}
    yield f"<details><summary>The whole source ({counted(len(lines), 'line')})</summary>\n<pre>"
    yield from _source(report, range(1, len(lines) + 1), marked, f"f{number}-")
    yield "</pre></details>\n</section>\n"


def _finding(report: Report, finding: Finding, number: int) -> Iterator[str]:
    severity = finding.severity.value
    place = report.span(finding.span)
    yield (
        f'<article class="finding {severity}">\n<p><span class="word">{severity}</span> '
        f'<a href="{rule_url(finding.code)}">{finding.code}</a> '
        f'<span class="quiet">{escape(finding.name)}, line <a href="#f{number}-{finding.line}">'
        f"{place.line}</a>, column {place.column + 1}</span></p>\n"
        f"<p>{_with_code(finding.message)}</p>\n<pre>"
    )
    last = min(finding.line + _CONTEXT, len(report.source.lines))
    yield from _source(report, range(max(finding.line - _CONTEXT, 1), last + 1), {finding.line})
    yield "</pre>\n"
    for related in finding.related:
        span = report.span(related.span)
        yield (
            f'<p class="quiet">Note: <a href="#f{number}-{related.span.line}">line {span.line}</a>: '
            f"{_with_code(related.message)}</p>\n"
        )
    if finding.fix is not None:
        unsafe = finding.fix.applicability is Applicability.UNSAFE
        word = "Unsafe fix" if unsafe else "Fix"
        yield f"<p>{word}: {_with_code(finding.fix.title)}</p>\n"
    yield "</article>\n"


def _source(
    report: Report, numbers: Iterable[int], marked: set[int], anchor: str | None = None
) -> Iterator[str]:
    shift = 0 if report.part is None else report.part.line_offset
    for number in numbers:
        here = ' class="here"' if number in marked else ""
        target = f' id="{anchor}{number}"' if anchor else ""
        text = _shown(report.source.lines[number - 1])
        yield f'<span{here}{target} data-n="{number + shift}">{text}</span>'


def _shown(text: str) -> str:
    """Return a text as HTML; what could hide or turn the direction of writing is a sign for it."""
    safe = "".join(
        one if one.isprintable() or one == "\t" else "\N{REPLACEMENT CHARACTER}" for one in text
    )
    return escape(safe)


def _with_code(message: str) -> str:
    parts = message.split("`")
    return "".join(
        f"<code>{_shown(part)}</code>" if index % 2 else _shown(part)
        for index, part in enumerate(parts)
    )
