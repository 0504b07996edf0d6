"""What `analysis.syntax.codegen` relies on in LibCST: which of these fails says what has changed there."""

from __future__ import annotations

import inspect

import libcst as cst
import pytest
from libcst._nodes.internal import CodegenState
from libcst.metadata import MetadataWrapper, PositionProvider

from tests.analysis.snippets import component

_CODE = """
@decorate
class A(B, metaclass=M):
    x: int = (1 + 2) * 3  # comment

    async def m(self, *a, b=f"{x!r:>{w}}", **c) -> None:
        with open("a") as f, g():
            return [y async for y in z if y]

if a:
    b = 1; c = 2
elif d:
    try:
        e()
    except (F, G) as h:
        raise
    finally: pass
else:
    for i, j in k: del l
match m:
    case [1, *rest] if n: o
    case {"p": q, **r}: s
"""


@pytest.mark.parametrize(
    "name", ["before_codegen", "after_codegen", "record_syntactic_position", "add_token"]
)
def test_the_state_is_told_of_each_node(name: str) -> None:
    assert inspect.isfunction(getattr(CodegenState, name))


def test_the_state_collects_tokens_and_indentation() -> None:
    state = CodegenState(default_indent="    ", default_newline="\n")
    assert list(state.tokens) == []
    assert list(state.indent_tokens) == []


def test_nodes_generate_their_code_into_a_state() -> None:
    state = CodegenState(default_indent="    ", default_newline="\n")
    cst.parse_expression("a + b")._codegen(state)
    assert "".join(state.tokens) == "a + b"
    assert "is_elif" in inspect.signature(cst.If._codegen_impl).parameters


def test_positions_are_those_of_libcst() -> None:
    file = component(_CODE, kind=None)
    wrapper = MetadataWrapper(file.tree, unsafe_skip_copy=True)
    expected = wrapper.resolve(PositionProvider)
    compared = 0
    for node, place in expected.items():
        if not isinstance(node, (cst.BaseExpression, cst.BaseSmallStatement)):
            continue
        if not file.is_in_tree(node):
            continue
        span = file.positions.span(node)
        shown = (span.line, span.column, span.end_line, span.end_column)
        start, end = place.start, place.end
        assert shown == (start.line, start.column, end.line, end.column), node
        compared += 1
    assert compared > 50
