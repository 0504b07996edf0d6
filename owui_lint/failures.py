"""What goes wrong with the run itself, as findings: no input ends a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from owui_lint.finding import Finding, Severity, Span

if TYPE_CHECKING:
    from owui_lint.parsing.source import SourceFile


class Failure(NamedTuple):
    """Code and name of a finding that the engine itself reports."""

    code: str
    name: str

    def at(self, source: SourceFile, message: str, line: int = 1, column: int = 0) -> Finding:
        """The finding, at a place (line 1-based, column 0-based) of `source`."""
        return Finding(
            path=source.path,
            span=Span(line, column, line, column),
            code=self.code,
            name=self.name,
            message=message,
            severity=Severity.ERROR,
        )


INTERNAL_ERROR = Failure("OWU000", "internal-error")
UNPARSABLE = Failure("OWU001", "unparsable-component")
UNUSED_NOQA = Failure("OWU010", "unused-noqa")
UNKNOWN_DIRECTIVE = Failure("OWU012", "unknown-directive")


def internal_error(source: SourceFile, what: str, error: BaseException) -> Finding:
    """Something of ours failed; `what` names it, with code in backticks."""
    detail = " ".join(str(error).split())
    shown = f"{type(error).__name__}: {detail}" if detail else type(error).__name__
    return INTERNAL_ERROR.at(source, f"{what} failed on this file: {shown[:200]}")
