"""`owui-lint new`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from owui_lint.cli.usage import EXIT_CLEAN, UsageError, note
from owui_lint.kinds import Kind

_FLOORS = {Kind.EVENT: "0.10.0"}
"""The release that a kind needs, where not every known one loads it."""
_VERSION, _LICENSE = "0.1.0", "MIT"


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("name", metavar="NAME")
@click.option(
    "--output", metavar="FILE", help="Where to write it. Default: NAME in lower case, with .py."
)
@click.option("--author", metavar="NAME", help="Default: git's user.name.")
@click.option("--description", metavar="TEXT", help="One line that says what it does.")
@click.option("--license", "licence", default=_LICENSE, metavar="NAME", show_default=True)
def command(
    kind: str,
    name: str,
    output: str | None,
    author: str | None,
    description: str | None,
    licence: str,
) -> int:
    """Write a small component to start from.

    In the shape of the reference components: valves, events, errors and comments at the lines where
    Open WebUI trips authors up. It passes `owui-lint check --profile strict`. A file that exists is
    never overwritten.

    Example: owui-lint new filter "Word Counter"
    """
    from owui_lint.new.author import author_in
    from owui_lint.new.text import new_text

    title = _one_line("NAME", name)
    slug = re.sub(r"\W+", "_", title.lower(), flags=re.ASCII).strip("_")
    if output is None and not slug:
        raise UsageError(f"`{name}` gives no file name; name a file with `--output`")
    path = Path(output) if output is not None else Path(f"{slug}.py")
    git = author_in(path.parent)
    who = _one_line("--author", author) if author is not None else git.name
    if who is None:
        raise UsageError("git knows no author; set `user.name` there, or use `--author`")
    what = Kind(kind)
    header = {"title": title, "author": who}
    if git.page is not None:
        header["git_url"] = git.page
    header["description"] = _one_line("--description", description or f"{title}: what it does.")
    header["version"] = _VERSION
    header["license"] = _one_line("--license", licence)
    if what in _FLOORS:
        header["required_open_webui_version"] = _FLOORS[what]
    _write(path, new_text(what, header))
    click.echo(f"Wrote {path}")
    if git.page is None:
        note("git has no remote here: add `git_url` or `author_url` to the header by hand (OWU901)")
    return EXIT_CLEAN


def _one_line(option: str, text: str) -> str:
    r"""Return a value as a header and a docstring can hold it.

    Raises:
        UsageError: it has several lines, quotes that would end the header, a backslash or nothing
    """
    value = text.strip()
    if not value:
        raise UsageError(f"`{option}` is empty")
    if not value.isprintable() or '"' in value or "\\" in value:
        raise UsageError(f"`{option}` can hold neither quotes, backslashes nor several lines")
    return value


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"`{path}` exists already, and is left as it is") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"Cannot write `{path}`: {reason}") from None
