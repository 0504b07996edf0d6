"""Brackets are counted as the parser will meet them: one that is missed ends the process."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import tokenize
from pathlib import Path

import pytest

from owui_lint import lint_source
from owui_lint.parsing.brackets import Brackets, brackets, depth_at_most
from tests.harness import ROOT

_FILES = sorted(Path(ROOT, "owui_lint").rglob("*.py"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = [1, (2, {3: 4})]", Brackets(3, 15)),
        ("x = (\n1", Brackets(1, 3)),
        ("x = ')' + \"[\" + '''{\n''' # (", Brackets(0, 0)),
        ("f'{a[0]}'", Brackets(2, 5)),
        ("f'{a!r:{w}} {{'", Brackets(2, 8)),
        ("f'{x[1:2]:>{(w)}}'", Brackets(3, 14)),
        ("f'{'\"'}' + [[1]] + \"a\"", Brackets(2, 4)),
        ("f'{f'{f'{[1]}'}'}'", Brackets(4, 14)),
        ("f'''{\n'a'\n}''' + (1)", Brackets(1, 6)),
        ("rb'\\' + '(' # '", Brackets(1, 6)),
        ("f'\\N{DASH}{x}'", Brackets(1, 2)),
        ("f'\\{x}'", Brackets(1, 2)),
        ("]] + [1]", Brackets(1, 2)),
    ],
)
def test_counted(text: str, expected: Brackets) -> None:
    assert brackets(text) == expected
    assert depth_at_most(text) >= 0


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.name)
def test_counted_as_python_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    depth = deepest = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            deepest = max(deepest, depth)
    found = brackets(text).deepest
    # before 3.12 tokens hide what is inside f-strings
    assert found == deepest if sys.version_info >= (3, 12) else found >= deepest


@pytest.mark.parametrize("levels", [50, 20_000, 45_000])
def test_brackets_hidden_behind_a_quote_do_not_end_the_process(levels: int) -> None:
    """An older Python reads this f-string as two; the parser of ours reads on, and deep."""
    text = f"class Pipe: pass\nx = f'{{'\"'}}' + {'[' * levels}{']' * levels} + \"a\"\n"
    code = "import sys, owui_lint; print([one.code for one in owui_lint.lint_source(sys.stdin.read())])"
    done = subprocess.run(
        [sys.executable, "-c", code], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert ("OWU001" in done.stdout) is (levels > 100)


@pytest.mark.parametrize("half", ['"\\', "'\\", '"""\\', "f'{", "f'{'", '"', "('"])
def test_quotes_that_are_never_closed_take_no_square(half: str) -> None:
    text = f'class Pipe: pass\nx = """{half * 40_000}\n'
    started = time.process_time()
    assert [finding.code for finding in lint_source(text)] == ["OWU001"]
    assert time.process_time() - started < 5
