"""What the component templates' originals are told; they are no part of this repository.

`OWUI_TEMPLATES` names the Markdown file with the templates: its Python blocks are linted.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import owui_lint

TEMPLATES = os.environ.get("OWUI_TEMPLATES", "")

EXPECTED = [
    {"OWU003"},  # the header alone
    {"OWU008", "OWU121"},
    {"OWU116", "OWU121", "OWU208", "OWU214", "OWU223", "OWU317", "OWU323", "OWU703"},
    {"OWU113", "OWU121", "OWU208", "OWU504"},
    {"OWU116", "OWU121", "OWU307"},
    {"OWU121", "OWU309", "OWU404"},
    {"OWU121", "OWU309", "OWU404"},
    {"OWU121", "OWU404", "OWU406", "OWU407"},
    {"OWU121", "OWU404", "OWU406", "OWU407", "OWU603"},
]
"""The codes of each Python block, in the order of the page."""


@pytest.mark.skipif(not TEMPLATES, reason="OWUI_TEMPLATES does not name the templates' page")
@pytest.mark.parametrize(("index", "codes"), list(enumerate(EXPECTED)))
def test_the_templates_are_told_their_mistakes(index: int, codes: set[str]) -> None:
    page = Path(TEMPLATES).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == len(EXPECTED)
    assert {finding.code for finding in owui_lint.lint_source(blocks[index])} == codes
