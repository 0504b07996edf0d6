"""The public functions of `owui_lint`."""

from __future__ import annotations

import os

from owui_lint import engine
from owui_lint.finding import Finding
from owui_lint.fixer import FixResult, fix
from owui_lint.parsing.source import SourceFile
from owui_lint.settings import Settings


def lint_source(
    text: str, path: str = "<text>", *, settings: Settings | None = None, fixes: bool = False
) -> list[Finding]:
    """The findings of one text, in order of place; empty when it is no component.

    Args:
        text: the component
        path: what the findings say; nothing is read from it
        settings: what to look for; None is the default
        fixes: fill `Finding.fix` too, which costs some time
    """
    return engine.lint(SourceFile.from_text(text, path), settings or Settings(), fixes=fixes)


def lint_file(
    path: str | os.PathLike[str], *, settings: Settings | None = None, fixes: bool = False
) -> list[Finding]:
    """The findings of one file; see `lint_source`.

    Raises:
        OSError: the file cannot be read
    """
    return engine.lint(SourceFile.read(path), settings or Settings(), fixes=fixes)


def fix_source(
    text: str, path: str = "<text>", unsafe: bool = False, settings: Settings | None = None
) -> FixResult:
    """Apply the fixes of one text until nothing changes; nothing is written anywhere.

    Args:
        text: the component
        path: what the findings say
        unsafe: apply also the fixes that may change what the component does
        settings: which findings to fix; None is the default
    """
    return fix(SourceFile.from_text(text, path), settings or Settings(), unsafe=unsafe)
