"""Inputs nobody wrote: components of a grammar, damaged bytes, half-typed text, any Python.

A normal run tries the same inputs each time; `make fuzz` draws new ones as long as it is told to.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable
from pathlib import Path

import hypothesmith
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile
from tests.harness import FIXTURES, ROOT
from tests.robustness.fixing import check_each, check_whole
from tests.robustness.grammar import components, layouts, with_crlf
from tests.robustness.support import FUZZ_SECONDS, examples, lint, text_of

_REFERENCE = sorted((ROOT / "components").glob("[a-z]*.py"))
_STEP = 1 if FUZZ_SECONDS else 97
"""Every how many tokens a component is cut."""
_BASES = [path.read_bytes() for path in (*_REFERENCE[:4], FIXTURES / "demo.py")]
_JUNK = [
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\r",
    b"\f",
    b"\t",
    b"(",
    b"'''",
    b'"',
    b"\\",
    b"#",
    b":",
    b"\xe2\x80\xa8",
]

_kinds = st.sampled_from([None, *Kind])


def _fuzz(normal: int, per_second: float) -> settings:
    return settings(
        max_examples=examples(normal, per_second),
        derandomize=not FUZZ_SECONDS,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@_fuzz(150, per_second=6)
@given(components(), layouts(), _kinds)
def test_components_of_a_grammar(
    text: str, layout: Callable[[str], str], kind: Kind | None
) -> None:
    lint(SourceFile.from_text(layout(text)), kind)


@_fuzz(70, per_second=2)
@given(components(), layouts())
def test_fixes_of_components_of_a_grammar(text: str, layout: Callable[[str], str]) -> None:
    source = SourceFile.from_text(layout(text))
    check_each(source)
    check_whole(source)


@_fuzz(60, per_second=6)
@given(components())
def test_line_ends_make_no_difference(text: str) -> None:
    usual = lint(SourceFile.from_text(text))
    other = lint(SourceFile.from_text(with_crlf(text)))
    assert [(one.code, one.span) for one in other] == [(one.code, one.span) for one in usual]


@_fuzz(120, per_second=8)
@given(
    st.sampled_from(_BASES),
    st.lists(
        st.tuples(
            st.floats(0, 1), st.integers(0, 60), st.sampled_from(_JUNK) | st.binary(max_size=8)
        ),
        min_size=1,
        max_size=6,
    ),
    _kinds,
)
def test_damaged_bytes(
    data: bytes, damages: list[tuple[float, int, bytes]], kind: Kind | None
) -> None:
    for where, length, replacement in damages:
        start = int(where * len(data))
        data = data[:start] + replacement + data[start + length :]
    lint(text_of(data), kind)


@pytest.mark.parametrize("path", [*_REFERENCE, FIXTURES / "demo.py"], ids=lambda path: path.name)
def test_half_typed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    source = SourceFile.from_text(text)
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    assert len(tokens) > _STEP
    for token in tokens[::_STEP]:
        lint(SourceFile.from_text(text[: source.offset(*token.end)]))


@_fuzz(12, per_second=0.5)
@given(hypothesmith.from_grammar(), _kinds)
def test_any_python(text: str, kind: Kind | None) -> None:
    lint(SourceFile.from_text(text), kind)
