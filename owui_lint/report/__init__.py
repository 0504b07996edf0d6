"""What the frontends show: one report for each component, and a summary of all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from owui_lint.documents import Part
from owui_lint.finding import Edit, Finding, Severity, Span
from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile

SEVERITIES = tuple(Severity)
"""From the worst to the mildest."""


@dataclass(frozen=True)
class Report:
    """One component, or one file that is none, and what was found in it.

    Attributes:
        source: the text that was linted; its path is shown to people
        findings: in order of place; their places are those in `source`
        kind: what the component is; None where there is none
        title: how its header calls it
        path: the file it is in
        part: where in the file it is, when the file is a document of several
        is_component: whether it is a component, or was meant to be one
        hidden: whether a `# flake8: noqa` hides the whole file
    """

    source: SourceFile
    findings: tuple[Finding, ...]
    kind: Kind | None = None
    title: str | None = None
    path: str = ""
    part: Part | None = None
    is_component: bool = True
    hidden: bool = False

    @property
    def file(self) -> str:
        """The file, without the id of an entry."""
        return self.path or self.source.path

    @property
    def entry(self) -> str | None:
        """The id of the component in a JSON export."""
        return None if self.part is None else self.part.entry

    def span(self, span: Span) -> Span:
        """Return where a place is in the file; in a JSON export, in the entry's text."""
        return span if self.part is None else self.part.span(span)

    def line_span(self, span: Span) -> Span:
        """Return where a place is for programs that know lines of files alone.

        In a JSON export, a whole component is one string, on one line.
        """
        if self.part is None or self.entry is None:
            return self.span(span)
        return Span(self.part.line, 0, self.part.line, 0)

    def message(self, finding: Finding) -> str:
        """Return a message that says where in a JSON export the finding is."""
        if self.entry is None:
            return finding.message
        return f"{finding.message} (line {finding.line} of `{self.entry}`)"

    def edit(self, edit: Edit) -> Edit:
        """Return an edit as one of the file; in a JSON export, of the entry's text."""
        return edit if self.part is None else self.part.edit(edit)


@dataclass
class Summary:
    """What a run came to.

    Attributes:
        severities: how many findings of each
        files: how many components (or files meant as one) have findings
        components: how many components were read
        others: how many files are not components
        hidden: how many files a `# flake8: noqa` hides
        excluded: how many files were named and left out
        codes: how many findings of each code, with the rule's name
        safe: how many findings `fix` mends; None where that was not tried
        unsafe: how many more `fix --unsafe` mends
        known: how many findings the baseline holds
        gone: how many findings of the baseline are not there any more
    """

    severities: Counter[Severity] = field(default_factory=Counter)
    files: int = 0
    components: int = 0
    others: int = 0
    hidden: int = 0
    excluded: int = 0
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)
    safe: int | None = None
    unsafe: int | None = None
    known: int = 0
    gone: int = 0

    def add(self, report: Report) -> None:
        """Count one report."""
        if report.hidden:
            self.hidden += 1
            return
        if not report.is_component:
            # A block of Markdown that is no component is one of many excerpts, not a file.
            self.others += report.part is None or report.entry is not None
            return
        self.components += 1
        self.files += bool(report.findings)
        for finding in report.findings:
            self.severities[finding.severity] += 1
            self.codes[finding.code, finding.name] += 1

    @property
    def total(self) -> int:
        """How many findings there are."""
        return self.severities.total()

    def worst(self) -> Severity | None:
        """Return the worst severity found."""
        return next((one for one in SEVERITIES if self.severities[one]), None)


def at_least(severity: Severity, least: str) -> bool:
    """Check whether a severity is as bad as `least`, the value of one, or worse; `never` is never."""
    order = [one.value for one in SEVERITIES]
    return least in order and order.index(severity.value) <= order.index(least)
