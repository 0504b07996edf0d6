"""Annotations that are written as texts."""

from __future__ import annotations

import libcst as cst


def expression_in(written: str | None) -> cst.BaseExpression | None:
    """The expression that a quoted annotation holds; None where the text is none."""
    try:
        return cst.parse_expression(written) if written is not None else None
    except Exception:  # whatever the parser has to say about half a type
        return None
