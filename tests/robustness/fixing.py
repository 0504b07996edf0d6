"""What is promised of every fix, as one check that fuzzed components and fixtures share."""

from __future__ import annotations

import ast
import difflib
import io
import tokenize
from collections import Counter
from collections.abc import Iterable

from owui_lint import engine
from owui_lint.finding import Edit, Finding, Fix, Severity
from owui_lint.fixer import apply_edits, fix
from owui_lint.parsing.source import SourceFile
from owui_lint.settings import Profile, Settings

STRICT = Settings(profile=Profile.STRICT)

FAR = {
    "OWU223": "a value of the constructor becomes the default where the valve is declared",
    "OWU302": "a parameter is renamed where it is used, too",
    "OWU501": "a method is renamed where it is called, too",
    "OWU504": "stands at the `def`, for the docstring below",
    "OWU511": "an attribute is renamed where it is read, too",
}
"""Rules whose fix reaches beyond the statements that the finding names, and why."""

TAKES_COMMENTS = {
    "OWU010": "the comment is what is wrong",
    "OWU012": "the comment is what is wrong",
    "OWU223": "the line of the constructor goes away, with what is said of it",
}
"""Rules whose fix may remove a comment, and why."""

REVEALS = {"OWU201": "what is a model at last is read as one"}
"""Rules whose fix lets errors be seen that were there before, and why."""


def parses(text: str) -> bool:
    """Whether the running Python can read it."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def check_whole(source: SourceFile, settings: Settings = STRICT) -> None:
    """See that all fixes together parse, converge, keep the encoding, and are done for good."""
    unreadable = _unreadable(engine.lint(source, settings))
    for unsafe in (False, True):
        result = fix(source, settings, unsafe=unsafe)
        assert _unreadable(result.findings) == unreadable
        if parses(source.text):
            assert parses(result.source.text), _shown(source, result.source)
        again = fix(SourceFile.from_bytes(result.data, source.path), settings, unsafe=unsafe)
        assert again.data == result.data, _shown(result.source, again.source)
        assert not again.applied
        assert result.source.encoding == source.encoding
        if not unsafe:
            applied = {finding.code for finding in result.applied}
            _check_no_new_errors(source, result.findings, applied, settings)


def _unreadable(findings: Iterable[Finding]) -> list[str]:
    return [one.message for one in findings if one.code in ("OWU000", "OWU001")]


def _check_no_new_errors(
    source: SourceFile, left: Iterable[Finding], applied: set[str], settings: Settings
) -> None:
    before = _errors(engine.lint(source, settings))
    new = _errors(left) - before
    assert not new or applied & set(REVEALS), f"{sorted(new)} after the fixes of {sorted(applied)}"


def _errors(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(one.code for one in findings if one.severity is Severity.ERROR)


def check_each(source: SourceFile, settings: Settings = STRICT) -> None:
    """See that each single fix changes the statement of its finding and no other."""
    for finding in engine.lint(source, settings, fixes=True):
        if finding.fix is not None:
            try:
                _check_one(source, finding, finding.fix)
            except AssertionError as error:
                raise AssertionError(f"{finding.code} line {finding.line}: {error}") from error


def _check_one(source: SourceFile, finding: Finding, made: Fix) -> None:
    text = apply_edits(source.text, made.edits)
    if not parses(source.text) or not parses(text):
        return  # the fixer refuses what no longer parses; `check_whole` holds it to that
    before, after = _statements(source.text), _statements(text)
    touched = [_lines_of(edit, source) for edit in made.edits]
    kept = [
        (code, lines)
        for code, lines in before
        if not any(edit.start < lines.stop and lines.start < edit.stop for edit in touched)
    ]
    missing = Counter(code for code, _ in kept) - Counter(code for code, _ in after)
    assert not missing, f"changes {list(missing)[:3]}"
    named = {finding.line, *(one.span.line for one in finding.related)}
    if finding.code not in FAR:
        for edit, lines in zip(made.edits, touched, strict=True):
            if edit.end > edit.start >= 0:
                around = [
                    span
                    for _, span in before
                    if span.start < lines.stop and lines.start < span.stop
                ]
                near = named & set(lines) or any(named & set(span) for span in around)
                assert near, f"edits line {lines.start}"
    if finding.code not in TAKES_COMMENTS:
        lost = Counter(_comments(source.text)) - Counter(_comments(text))
        assert not lost, f"takes {list(lost)}"


def _lines_of(edit: Edit, source: SourceFile) -> range:
    """The lines whose text the edit replaces; none for an insertion at the start of a line."""
    first, column = source.position(max(edit.start, 0))
    if edit.start == edit.end and column == 0:
        return range(first, first)
    last, end = source.position(max(edit.end, 0))
    return range(first, last if end == 0 and last > first else last + 1)


def _statements(text: str) -> list[tuple[str, range]]:
    """Each statement without its blocks, as Python understands it, with its lines."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.stmt):
            continue
        parts = [
            f"{name}={ast.dump(value) if isinstance(value, ast.AST) else _dumped(value)}"
            for name, value in ast.iter_fields(node)
            if name not in ("body", "orelse", "finalbody", "handlers", "cases", "decorator_list")
        ]
        end = node.end_lineno or node.lineno
        body = getattr(node, "body", None)
        if body:
            end = max(node.lineno, min(body[0].lineno - 1, end))
        decorators = getattr(node, "decorator_list", [])
        found += [
            (ast.dump(one), range(one.lineno, (one.end_lineno or 0) + 1)) for one in decorators
        ]
        found.append((f"{type(node).__name__}({', '.join(parts)})", range(node.lineno, end + 1)))
    return found


def _dumped(value: object) -> str:
    if isinstance(value, list):
        return str([ast.dump(one) if isinstance(one, ast.AST) else one for one in value])
    return repr(value)


def _comments(text: str) -> list[str]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text, newline="").readline))
    except (tokenize.TokenError, SyntaxError):
        return []
    return [token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT]


def _shown(before: SourceFile, after: SourceFile) -> str:
    lines = difflib.unified_diff(before.lines, after.lines, "before", "after", lineterm="")
    return "\n".join(list(lines)[:60])
