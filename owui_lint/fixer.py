"""Applies fixes until nothing changes; refuses overlap; never makes what does not parse."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from owui_lint import engine
from owui_lint.failures import UNPARSABLE
from owui_lint.finding import Applicability, Edit, Finding, Fix
from owui_lint.parsing.limits import TooDeep, parse_python
from owui_lint.parsing.source import SourceFile
from owui_lint.settings import Settings

_MAX_ROUNDS = 100
"""Two fixes that undo each other would go round for ever; real files need two or three rounds."""


@dataclass(frozen=True, slots=True)
class FixResult:
    """What became of a file.

    Attributes:
        source: the file as it is now; nothing has been written
        applied: the findings that were fixed, in order of application; their places are those
            in the text they were found in
        findings: what is left
    """

    source: SourceFile
    applied: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """The text, with its byte order mark (U+FEFF) if it still has one."""
        return f"\ufeff{self.source.text}" if self.source.bom else self.source.text

    @property
    def data(self) -> bytes:
        """The bytes, in the file's own encoding."""
        return self.source.encode(self.source.text)


def fix(
    source: SourceFile,
    settings: Settings,
    *,
    unsafe: bool = False,
    noqa: bool = True,
    known: Sequence[Finding] | None = None,
) -> FixResult:
    """Apply the fixes of one file until nothing changes. Never raises; nothing is written.

    Args:
        source: the file
        settings: which findings to fix
        unsafe: apply also the fixes that may change what the component does
        noqa: leave alone what a comment hides
        known: what is wrong with the file, with its fixes, where the caller has it already
    """
    applied: list[Finding] = []
    dropped: set[_Key] = set()
    findings = list(
        engine.lint(source, settings, fixes=True, noqa=noqa) if known is None else known
    )
    for _ in range(_MAX_ROUNDS):
        wanted = [finding for finding in findings if _may_fix(finding, unsafe)]
        batch = _compatible(one for one in wanted if _key(one, source) not in dropped)
        if not batch:
            break
        changed, remaining = _attempt(source, settings, batch, noqa)
        while remaining is None and len(batch) > 1:
            batch = batch[: len(batch) // 2]  # one of them does no good: close in on it
            changed, remaining = _attempt(source, settings, batch, noqa)
        if remaining is None:
            dropped.add(_key(batch[0], source))
            continue
        source, findings = changed, remaining
        applied += batch
    return FixResult(source, tuple(applied), tuple(findings))


def mended(
    source: SourceFile, settings: Settings, known: Sequence[Finding], *, noqa: bool = True
) -> tuple[int, int]:
    """Return how many findings `fix` mends, and how many more with the unsafe fixes.

    Args:
        source: the file
        settings: which findings to fix
        known: what is wrong with it, with its fixes
        noqa: leave alone what a comment hides
    """
    safe = fix(source, settings, noqa=noqa, known=known)
    if not any(finding.fix for finding in safe.findings):
        return len(safe.applied), 0
    everything = fix(source, settings, unsafe=True, noqa=noqa, known=known)
    return len(safe.applied), max(len(everything.applied) - len(safe.applied), 0)


def apply_edits(text: str, edits: Iterable[Edit], *, bom: bool = False) -> str:
    """`text` after `edits`, which must not overlap; offsets are those of `text`.

    An edit that begins at -1 takes the byte order mark with it; the result has one, as U+FEFF,
    when `bom` says that `text` had one and no edit took it.
    """
    shift = int(bom)
    text = "\ufeff" * shift + text
    pieces: list[str] = []
    kept = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        start, end = max(edit.start + shift, 0), max(edit.end + shift, 0)
        pieces += [text[kept:start], edit.replacement]
        kept = end
    return "".join([*pieces, text[kept:]])


_Key = tuple[str, str, str]


def _key(finding: Finding, source: SourceFile) -> _Key:
    """What a finding is known by while the lines around it move."""
    return finding.code, finding.message, source.lines[finding.line - 1]


def _may_fix(finding: Finding, unsafe: bool) -> bool:
    return finding.fix is not None and (unsafe or finding.fix.applicability is Applicability.SAFE)


def _compatible(findings: Iterable[Finding]) -> list[Finding]:
    """As many of `findings`, first come first served, as have fixes that do not touch."""
    chosen: list[Finding] = []
    taken = _Taken()
    for finding in findings:
        edits = _edits(finding)
        if edits and not any(map(taken.touches, edits)):
            chosen.append(finding)
            for edit in edits:
                taken.add(edit)
    return chosen


class _Taken:
    """The places that fixes change already, in order, and each apart from the next."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def touches(self, edit: Edit) -> bool:
        """Whether the edit overlaps or meets one; which of two insertions comes first, nobody says."""
        before = bisect_right(self._starts, edit.end) - 1
        return before >= 0 and self._ends[before] >= edit.start

    def add(self, edit: Edit) -> None:
        """Take a place; the edits of one fix may meet, and are one place then."""
        first = bisect_left(self._ends, edit.start)
        behind = bisect_right(self._starts, edit.end)
        met = slice(first, behind)
        self._starts[met] = [min([edit.start, *self._starts[met]])]
        self._ends[met] = [max([edit.end, *self._ends[met]])]


def _edits(finding: Finding) -> Sequence[Edit]:
    return finding.fix.edits if isinstance(finding.fix, Fix) else ()


def _attempt(
    source: SourceFile, settings: Settings, batch: Sequence[Finding], noqa: bool
) -> tuple[SourceFile, list[Finding] | None]:
    """The file after the fixes of `batch`, and what is wrong with it; None when it got worse."""
    edits = [edit for finding in batch for edit in _edits(finding)]
    text = apply_edits(source.text, edits, bom=source.bom)
    bom = text.startswith("\ufeff") and source.bom
    changed = SourceFile(source.path, text[1:] if bom else text, encoding=source.encoding, bom=bom)
    if text == apply_edits(source.text, (), bom=source.bom):
        return source, None
    if not _encodes(changed) or (_parses(source.text) and not _parses(changed.text)):
        return source, None
    findings = engine.lint(changed, settings, fixes=True, noqa=noqa)
    if any(finding.code == UNPARSABLE.code for finding in findings):
        return source, None
    return changed, findings


def _parses(text: str) -> bool:
    """Whether the running Python can read `text`; newer syntax is LibCST's to judge."""
    try:
        return isinstance(parse_python(text), ast.Module)
    except TooDeep:
        return False


def _encodes(source: SourceFile) -> bool:
    """Whether the text can be written; a Latin-1 file takes no `…`."""
    try:
        source.encode(source.text)
    except UnicodeEncodeError:
        return False
    return True
