"""The `owui-lint` command: `table` lists its subcommands, one module each."""

from owui_lint.cli.main import main

__all__ = ["main"]
