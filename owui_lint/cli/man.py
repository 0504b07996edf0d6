"""`owui-lint man`: the manual page, made from the same text as `--help`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from owui_lint import __version__


@click.command()
def command() -> None:
    """Print the manual page: `owui-lint man | man -l -`."""
    from owui_lint.cli.group import cli

    context = click.Context(cli, info_name="owui-lint")
    click.echo("\n".join(page(cli, context)))


def page(root: click.Group, context: click.Context) -> Iterator[str]:
    """Yield the lines of the page, in roff's man macros."""
    yield f'.TH OWUI-LINT 1 "" "owui-lint {__version__}" "User Commands"'
    yield ".SH NAME"
    yield r"owui\-lint \- static analysis for Open WebUI components"
    yield ".SH SYNOPSIS"
    yield r".B owui\-lint"
    yield r".I COMMAND"
    yield r"[\fIOPTIONS\fR] [\fIARGUMENTS\fR]"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(root.help)
    yield from _options(root, context)
    yield ".SH COMMANDS"
    for name in root.list_commands(context):
        found = root.get_command(context, name)
        if found is not None:
            yield from _command(found, click.Context(found, context, info_name=name))


def _command(one: click.Command, context: click.Context) -> Iterator[str]:
    yield f".SS {_text(context.command_path)}"
    usage = " ".join(one.collect_usage_pieces(context))
    yield f".B {_text(context.command_path)}"
    yield _text(usage)
    yield ".PP"
    yield from _paragraphs(one.help)
    yield from _options(one, context)
    if isinstance(one, click.Group):
        for name in one.list_commands(context):
            inner = one.get_command(context, name)
            if inner is not None:
                yield from _command(inner, click.Context(inner, context, info_name=name))


def _options(one: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in one.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield ".TP"
            yield f".B {_text(record[0])}"
            yield _text(record[1])


def _paragraphs(text: str | None) -> Iterator[str]:
    for number, paragraph in enumerate(re.split(r"\n\s*\n", inspect.cleandoc(text or ""))):
        if number:
            yield ".PP"
        kept = "\b" in paragraph
        lines = paragraph.replace("\b\n", "").splitlines()
        if kept:
            yield ".nf"
        yield from map(_text, lines)
        if kept:
            yield ".fi"


def _text(text: str) -> str:
    """Return a text as roff takes it literally."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped[:1] in (".", "'") else escaped
