"""OWU010: codes of ours in a `# noqa` that hides nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8.defaults import NOQA_INLINE_REGEXP

from owui_lint import codes
from owui_lint.failures import UNUSED_NOQA
from owui_lint.finding import Applicability, Edit, Finding, Fix, Severity, Span

if TYPE_CHECKING:
    from owui_lint.rule import Rule
    from owui_lint.suppressions import Stretch, Suppressions

_CODE = re.compile(r"[A-Z]+[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Comment:
    """A `# noqa: …` with a code of ours. All places are offsets, ends exclusive."""

    codes: tuple[tuple[str, int, int], ...]
    """Every code, whoever's, with its place."""
    start: int
    """Of the `#`."""
    end: int
    """Of the codes, with the separators and blanks behind them."""
    comment_end: int
    """Of the whole comment, which may go on after the codes."""


def unused_noqa(
    suppressions: Suppressions,
    findings: Iterable[Finding],
    rules: Collection[Rule],
    running: Collection[Rule],
) -> Iterator[Finding]:
    """Each of our codes that hides none of `findings`.

    Args:
        suppressions: of the file
        findings: everything found in it, before suppression
        rules: every rule there is
        running: the rules that looked; whether a code of another rule is needed is unknown
    """
    if not suppressions.has_noqa or all(rule.code != UNUSED_NOQA.code for rule in running):
        return
    found: dict[int, set[str]] = {}
    for finding in findings:
        found.setdefault(finding.line, set()).add(finding.code)
    looked = {rule.code for rule in running if not rule.code.startswith(suppressions.disabled)}
    for stretch in dict.fromkeys(suppressions.stretches.values()):
        comment = _comment_in(stretch, suppressions)
        if comment is None:
            continue
        lines = range(stretch.first, stretch.last + 1)
        here = {code for line in lines for code in found.get(line, ())}
        for index, (code, _, _) in enumerate(comment.codes):
            if not code.upper().startswith("OWU") or code == UNUSED_NOQA.code:
                continue
            meant = {rule.code for rule in rules if rule.code.startswith(code)}
            if not codes.matches(code.upper()):
                continue  # OWU012 has it
            if meant <= looked and not any(one.startswith(code) for one in here):
                yield _finding(suppressions, comment, index)


def codes_in(suppressions: Suppressions) -> Iterator[tuple[str, int, int]]:
    """Yield every code in the file's `# noqa: …`, whoever's, with its place (offsets, end exclusive)."""
    for stretch in dict.fromkeys(suppressions.stretches.values()):
        comment = _comment_in(stretch, suppressions)
        yield from comment.codes if comment is not None else ()


def _comment_in(stretch: Stretch, suppressions: Suppressions) -> _Comment | None:
    """The comment that flake8 looks at, which is the first one; None when it is in a string."""
    offset = suppressions.source.offset(stretch.first, 0)
    match = NOQA_INLINE_REGEXP.search(suppressions.text_of(stretch))
    if match is None or match["codes"] is None:
        return None
    start = offset + match.start()
    codes_start = offset + match.start("codes")
    for comment_start, comment_end in stretch.comments:
        if comment_start <= start < comment_end:
            codes = tuple(
                (code.group(), codes_start + code.start(), codes_start + code.end())
                for code in _CODE.finditer(match["codes"])
            )
            return _Comment(codes, start, min(offset + match.end(), comment_end), comment_end)
    return None


def _finding(suppressions: Suppressions, comment: _Comment, index: int) -> Finding:
    code, start, end = comment.codes[index]
    source = suppressions.source
    edit = _removal(source.text, comment, index)
    fix = None if edit is None else Fix(f"Remove `{code}`", Applicability.SAFE, (edit,))
    return Finding(
        path=source.path,
        span=Span(*source.position(start), *source.position(end)),
        code=UNUSED_NOQA.code,
        name=UNUSED_NOQA.name,
        message=f"`noqa` for `{code}` suppresses nothing; remove it",
        severity=Severity.WARNING,
        fix=fix,
    )


def _removal(text: str, comment: _Comment, index: int) -> Edit | None:
    """Take one code out. With the last one goes the `noqa`: a bare one would hide everything."""
    if len(comment.codes) > 1:
        _, start, end = comment.codes[index]
        if index == len(comment.codes) - 1:
            return Edit(comment.codes[index - 1][2], end, "")
        return Edit(start, comment.codes[index + 1][1], "")
    rest = text[comment.end : comment.comment_end]
    if rest.startswith("#"):  # `# noqa: OWU101  # type: ignore`
        return Edit(comment.start, comment.end, "")
    if rest.strip():
        return None  # an explanation follows, and is the author's to reword
    line_start = max(text.rfind("\n", 0, comment.start), text.rfind("\r", 0, comment.start)) + 1
    if not text[line_start : comment.start].strip():
        return Edit(line_start, _after_line_end(text, comment.comment_end), "")
    begin = comment.start
    while text[begin - 1] in " \t":
        begin -= 1
    return Edit(begin, comment.comment_end, "")


def _after_line_end(text: str, offset: int) -> int:
    if text.startswith("\r\n", offset):
        return offset + 2
    return min(offset + 1, len(text))
