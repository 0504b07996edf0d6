"""`owui-lint server`."""

from __future__ import annotations

import click

from owui_lint.cli.usage import UsageError


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over stdin and stdout; it always does.")
def command(stdio: bool) -> None:
    """Serve an editor over the Language Server Protocol, on stdin and stdout."""
    try:
        from owui_lint.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name not in {"pygls", "lsprotocol"}:
            raise
        raise UsageError(
            "the server needs pygls: install it with `pip install 'owui-lint[lsp]'`"
        ) from None
    serve()
