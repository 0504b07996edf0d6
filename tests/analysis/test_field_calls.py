"""Which expressions are pydantic's `Field(…)`, and what they say."""

from __future__ import annotations

import libcst as cst
import pytest

from owui_lint.analysis.pydantic.field_calls import field_call
from owui_lint.analysis.syntax.names import UNKNOWN
from tests.analysis.snippets import component


@pytest.mark.parametrize(
    ("imports", "value", "expected"),
    [
        ("from pydantic import Field", "Field(1)", True),
        ("from pydantic import Field as F", "F(1)", True),
        ("from pydantic import *", "Field(1)", True),
        ("from pydantic.fields import Field", "Field(1)", True),
        ("import pydantic", "pydantic.Field(1)", True),
        ("import pydantic as p", "p.fields.Field(1)", True),
        ("from pydantic import Field\nF = Field", "F(1)", True),
        ("from pydantic import Field\nX = Field(1)", "X", True),
        (
            "try:\n    from pydantic import Field\nexcept ImportError:\n    Field = None",
            "Field(1)",
            True,
        ),
        ("from dataclasses import field", "field()", False),
        ("from other import Field", "Field(1)", False),
        ("def Field(x): return x", "Field(1)", False),
        ("from pydantic import Field", "1", False),
        ("from pydantic import Field", "Field", False),
        ("from pydantic import Field\nX = Field(1)\nX = 2", "X", False),
    ],
)
def test_field_call(imports: str, value: str, expected: bool) -> None:
    file = component(f"{imports}\nasked = {value}", kind=None)
    (node,) = (
        n.value for n in file.of(cst.Assign) if n.targets[0].target.deep_equals(cst.Name("asked"))
    )
    assert (field_call(file, node) is not None) is expected


@pytest.mark.parametrize(
    ("call", "key", "value"),
    [
        ("Field(1, json_schema_extra={'a': 2})", "a", 2),
        ("Field(1, json_schema_extra=dict(a=2))", "a", 2),
        ("Field(1, json_schema_extra={'b': 2})", "a", None),
        ("Field(1, input={'type': 'select'})", "input", {"type": "select"}),
        ("Field(1, **more)", "a", UNKNOWN),
        ("Field(1, json_schema_extra=more)", "a", UNKNOWN),
        ("Field(1)", "a", None),
    ],
)
def test_what_it_says(call: str, key: str, value: object) -> None:
    file = component(f"from pydantic import Field\nasked = {call}", kind=None)
    found = field_call(file, file.of(cst.Assign)[0].value)
    assert found is not None
    assert found.extra(key) == value
