"""OWU012: comments for `owui-lint` that mean nothing, so that what they should hide is still reported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from owui_lint import codes
from owui_lint.directives import Problem, read
from owui_lint.failures import UNKNOWN_DIRECTIVE
from owui_lint.finding import Applicability, Edit, Finding, Fix, Severity, Span
from owui_lint.unused_noqa import codes_in

if TYPE_CHECKING:
    from owui_lint.rule import Rule
    from owui_lint.suppressions import Suppressions

_DIRECTIVE = re.compile(r"#\s*owui-lint:(.*)", re.IGNORECASE | re.DOTALL)


def unknown_directives(suppressions: Suppressions, running: Collection[Rule]) -> Iterator[Finding]:
    """Yield each part of a directive, and each code in a `# noqa`, that has no effect.

    Args:
        suppressions: of the file
        running: the rules that look at it
    """
    if all(rule.code != UNKNOWN_DIRECTIVE.code for rule in running):
        return
    for directive in suppressions.directives:
        for problem in directive.problems:
            yield _finding(suppressions, problem)
    if "owui-lint:" in suppressions.source.text.lower():
        yield from _beside_code(suppressions)
    if suppressions.has_noqa:
        for code, start, end in codes_in(suppressions):
            if code.upper().startswith(codes.PREFIX) and not codes.matches(code.upper()):
                message = (
                    f"`{code}` is not the code of a rule, so this `noqa` hides nothing; remove it"
                )
                yield _finding(suppressions, Problem(start, end, message))


def _beside_code(suppressions: Suppressions) -> Iterator[Finding]:
    """Yield the directives that stand behind code, where they are not read."""
    source = suppressions.source
    for stretch in dict.fromkeys(suppressions.stretches.values()):
        for start, end in stretch.comments:
            match = _DIRECTIVE.match(source.text[start:end])
            line, column = source.position(start)
            before = source.text[source.offset(line, 0) : start]
            if match is None or not column or not before.strip():
                continue
            directive = read(match.group(1), start + match.start(1))
            if directive.disabled or directive.problems:
                hidden = ",".join(directive.disabled) or "OWU312"
                message = (
                    f"`owui-lint:` is only read on a line of its own; write `# noqa: {hidden}` here"
                )
                yield _finding(suppressions, Problem(start, end, message))


def _finding(suppressions: Suppressions, problem: Problem) -> Finding:
    source = suppressions.source
    fix = None
    if problem.replacement is not None:
        edit = Edit(problem.start, problem.end, problem.replacement)
        fix = Fix(problem.title, Applicability.SAFE, (edit,))
    return Finding(
        path=source.path,
        span=Span(*source.position(problem.start), *source.position(problem.end)),
        code=UNKNOWN_DIRECTIVE.code,
        name=UNKNOWN_DIRECTIVE.name,
        message=problem.message,
        severity=Severity.WARNING,
        fix=fix,
    )
