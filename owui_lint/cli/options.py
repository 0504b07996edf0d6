"""Options that several commands share, and the configuration that they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from owui_lint.config import Loader

_Function = TypeVar("_Function", bound=Callable[..., Any])

_LOADING = ("config_file", "isolated")


class Option(click.Option):
    """An option whose older spelling, as flake8 has it (`--owui-profile`), is not listed."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return what `--help` says, without the older spelling."""
        everything = self.opts
        self.opts = [one for one in everything if not one.startswith("--owui-")]
        try:
            return super().get_help_record(ctx)
        finally:
            self.opts = everything


def _option(*names: str, **details: Any) -> Callable[[_Function], _Function]:
    return click.option(*names, cls=Option, **details)


_SETTINGS = (
    _option(
        "--target-version",
        "--owui-target-version",
        metavar="VERSION",
        help="The release of Open WebUI that components shall run on.",
    ),
    _option(
        "--profile",
        "--owui-profile",
        metavar="PROFILE",
        help="How much is asked: host, template (default) or strict.",
    ),
    _option(
        "--kind",
        "--owui-kind",
        metavar="KIND",
        help="Read every file as this kind, fragments too: pipe, filter, action, event, tools, "
        "pipeline, function.",
    ),
    _option("--select", metavar="CODES", help="Only these codes and prefixes."),
    _option("--extend-select", metavar="CODES", help="These too, such as an opt-in rule."),
    _option("--ignore", metavar="CODES", help="Not these codes and prefixes."),
    _option(
        "--per-file-ignores",
        metavar="PATTERN:CODES",
        multiple=True,
        help="Not these codes in files that match.",
    ),
)
_CONFIGURATION = (
    _option(
        "--config",
        "config_file",
        metavar="FILE",
        help="Read configuration from this file only.",
    ),
    _option("--isolated", is_flag=True, help="Read no configuration file."),
)
PATHS = click.argument("paths", nargs=-1, metavar="PATH...")
STDIN_NAME = _option(
    "--stdin-display-name",
    default="stdin",
    metavar="NAME",
    help="What standard input (`-`) is called; configuration is looked for beside it.",
)


_RUN = (
    _option(
        "--exclude",
        metavar="PATTERNS",
        help="Leave out these files and folders, instead of the usual ones.",
    ),
    _option("--extend-exclude", metavar="PATTERNS", help="Leave out these too."),
    _option("--no-ignore", is_flag=True, help="Read what a .gitignore leaves out, too."),
    _option("--jobs", "-j", metavar="N", help="Processes to use: a number, or auto (default)."),
    _option(
        "--cache-dir",
        metavar="FOLDER",
        envvar="OWUI_LINT_CACHE_DIR",
        help="Where results are remembered.",
    ),
    _option("--no-cache", is_flag=True, help="Remember nothing, and lint everything anew."),
)


def run_options(function: _Function) -> _Function:
    """Add the options that say which files are read, and how fast."""
    for add in reversed(_RUN):
        function = add(function)
    return function


def setting_options(function: _Function) -> _Function:
    """Add the options that say what to look for, and where configuration is read."""
    for add in reversed((*_SETTINGS, *_CONFIGURATION)):
        function = add(function)
    return function


def loader(options: dict[str, Any]) -> Loader:
    """Return the configuration that a command's options make; they are taken out of `options`.

    Raises:
        ConfigError: a value cannot be used
    """
    file, isolated = (options.pop(name) for name in _LOADING)
    given = {}
    for name in (
        *("target_version", "profile", "kind", "select", "extend_select", "ignore"),
        *(
            "exclude",
            "extend_exclude",
            "format",
            "baseline",
            "exit_zero",
            "fail_on",
            "min_severity",
        ),
    ):
        given[name] = options.pop(name, None)
    per_file = options.pop("per_file_ignores", ())
    given["per_file_ignores"] = "\n".join(per_file) or None
    return Loader(given, file=file, isolated=isolated)


def required(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths.

    Raises:
        click.UsageError: there are none
    """
    if not paths:
        raise click.UsageError("name a file or folder, or - for standard input", _context())
    return paths


def _context() -> click.Context | None:
    return click.get_current_context(silent=True)
