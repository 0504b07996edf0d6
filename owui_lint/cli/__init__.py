"""The `owui-lint` command."""

from owui_lint.cli.main import main

__all__ = ["main"]
