"""`owui-lint completion`."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash:  eval "$(owui-lint completion bash)"     in ~/.bashrc
    zsh:   eval "$(owui-lint completion zsh)"      in ~/.zshrc
    fish:  owui-lint completion fish | source      in ~/.config/fish/config.fish
    """  # noqa: D301 (click knows this sign)
    from click.shell_completion import get_completion_class

    from owui_lint.cli.group import cli
    from owui_lint.cli.main import COMPLETE

    found = get_completion_class(shell)
    assert found is not None, "click has all three"
    if shell == "bash":  # click would start bash to see whether it is new enough
        script = found.source_template % found(cli, {}, "owui-lint", COMPLETE).source_vars()
    else:
        script = found(cli, {}, "owui-lint", COMPLETE).source()
    click.echo(script)
