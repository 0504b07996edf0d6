"""The flake8 frontend: `OWU` codes among those of every other plugin.

Ordinary files cost one regular expression: neither LibCST nor pydantic nor a rule is imported for
them. flake8 itself reads the file, handles `per-file-ignores` and prints.
"""

from __future__ import annotations

import argparse
import ast
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from flake8.exceptions import ExecutionError
from flake8.style_guide import Decision, DecisionEngine

from owui_lint import __version__
from owui_lint.parsing import candidates

if TYPE_CHECKING:
    from flake8.options.manager import OptionManager

    from owui_lint.cache import Cache
    from owui_lint.config import Configuration, Loader
    from owui_lint.finding import Finding
    from owui_lint.outcome import Outcome
    from owui_lint.parsing.source import SourceFile
    from owui_lint.rule import Rule
    from owui_lint.settings import Settings

_OPTIONS = {
    "target_version": (
        "VERSION",
        "The release of Open WebUI that components shall run on (default: the newest known)",
    ),
    "profile": (
        "PROFILE",
        "`host`: errors only; `template` (default): warnings and conventions too; "
        "`strict`: opt-in rules too",
    ),
    "kind": (
        "KIND",
        "Read every file as this kind of component, fragments too: pipe, filter, action, event, "
        "tools, pipeline or function",
    ),
}


_SELECTING = (
    *("select", "extend_select", "ignore", "extend_ignore"),
    *("extended_default_select", "extended_default_ignore"),
)
"""What flake8 decides by whether a code is shown."""


class Plugin:
    """What flake8 makes for every file it could parse."""

    name = "owui-lint"
    version = __version__

    _flake8_options: ClassVar[argparse.Namespace] = argparse.Namespace(disable_noqa=False)
    _decisions: ClassVar[DecisionEngine | None] = None
    _loader: ClassVar[Loader | None] = None
    _cache: ClassVar[tuple[int, Cache] | None] = None
    """With the process that opened it: flake8's workers are forks, and SQLite's files are not shared."""

    def __init__(self, tree: ast.Module, lines: Sequence[str], filename: str) -> None:
        r"""Take the file as flake8 has read it: every line ends in \n, there is no mark."""
        self._tree = tree
        self._lines = lines
        self._filename = filename

    @staticmethod
    def add_options(parser: OptionManager) -> None:
        """Declare our options, for the command line and for setup.cfg, tox.ini and .flake8."""
        for name, (metavar, description) in _OPTIONS.items():
            parser.add_option(
                f"--owui-{name.replace('_', '-')}",
                metavar=metavar,
                default=None,
                parse_from_config=True,
                help=description,
            )
        parser.add_option(
            "--owui-cache",
            action="store_true",
            default=False,
            parse_from_config=True,
            help="Remember what was found in unchanged files (default: off)",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take the options of this run.

        Raises:
            ExecutionError: a value that cannot be used; flake8 prints it and stops
        """
        cls._flake8_options = options
        cls._decisions = DecisionEngine(options)
        cls._loader = None
        if any(_given(options).values()):
            _loader(options)

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """Line (1-based), column (0-based, code points), code with message, and this class."""
        if not candidates.could_be_component("".join(self._lines)) and not self._has_kind():
            return
        for finding in self._findings():
            text = f"{finding.code} {finding.message}"
            yield finding.line, finding.column, text, type(self)

    def _has_kind(self) -> bool:
        """Check whether every file is to be read as one kind, whatever it looks like."""
        from owui_lint.settings import SettingsError

        try:
            return self._configuration()["kind"] is not None
        except SettingsError:
            return False  # said where there is a component

    def _findings(self) -> list[Finding]:
        from owui_lint import engine
        from owui_lint.failures import INTERNAL_ERROR
        from owui_lint.settings import SettingsError

        source = self._source()
        try:
            settings = self._configuration().settings_for(self._filename, flake8=False)
        except SettingsError as error:  # beside the file; the other files can still be linted
            return [INTERNAL_ERROR.at(source, f"The configuration cannot be used: {error}")]
        ignored = self._ignored_here()
        decisions = self._decisions_here(ignored)

        def lint() -> Outcome:
            return engine.examine(
                source,
                settings,
                noqa=not self._flake8_options.disable_noqa,
                tree=self._tree,
                enabled=lambda rule: self._enabled(rule, settings, decisions),
            )

        if not getattr(self._flake8_options, "owui_cache", False):
            return list(lint().findings)
        return list(self._remembered(source, settings, ignored, lint).findings)

    def _remembered(
        self,
        source: SourceFile,
        settings: Settings,
        ignored: tuple[str, ...],
        lint: Callable[[], Outcome],
    ) -> Outcome:
        """Return what is known of the file, or lint it and remember that."""
        from owui_lint.cache import Cache, key_of
        from owui_lint.outcome import Examined

        if Plugin._cache is None or Plugin._cache[0] != os.getpid():
            folder = os.environ.get("OWUI_LINT_CACHE_DIR")
            Plugin._cache = os.getpid(), Cache(folder)
        cache = Plugin._cache[1]
        options = vars(self._flake8_options)
        chosen = [options.get(name) for name in _SELECTING]
        noqa = not self._flake8_options.disable_noqa
        key = key_of(source, settings, noqa=noqa, extra=("flake8", chosen, ignored))
        known = cache.get(key, source.path)
        if known is None:
            known = Examined(lint())
            cache.put(key, known)
        cache.flush()
        return known.outcome

    def _ignored_here(self) -> tuple[str, ...]:
        """Return the codes that flake8's `per-file-ignores` hides in this file."""
        from owui_lint.config.flake8_section import per_file_ignores

        text = getattr(self._flake8_options, "per_file_ignores", "")
        return per_file_ignores(text or "", Path.cwd(), Path(os.path.abspath(self._filename)))

    def _decisions_here(self, ignored: tuple[str, ...]) -> DecisionEngine | None:
        """Return what flake8 decides about this file's codes, its `per-file-ignores` included.

        flake8 applies them afterwards, too late for what depends on which rules ran (OWU010).
        """
        if not ignored:
            return self._decisions
        options = argparse.Namespace(**vars(self._flake8_options))
        options.extend_ignore = [*(options.extend_ignore or ()), *ignored]
        return DecisionEngine(options)

    def _configuration(self) -> Configuration:
        if Plugin._loader is None:
            Plugin._loader = _loader(self._flake8_options)
        return Plugin._loader.for_path(self._filename)

    def _source(self) -> SourceFile:
        """The file itself, with its byte order mark and line ends, if it is what flake8 has read.

        It is not for standard input, or when it has changed meanwhile.
        """
        from owui_lint.parsing.source import SourceFile

        text = "".join(self._lines)
        try:
            source = SourceFile.read(self._filename)
        except OSError:
            return SourceFile(self._filename, text)
        if source.text.replace("\r\n", "\n").replace("\r", "\n") == text:
            return source
        return SourceFile(self._filename, text)

    def _enabled(self, rule: Rule, settings: Settings, decisions: DecisionEngine | None) -> bool:
        """Check whether flake8 would show the rule's findings, and our own configuration too.

        flake8's own list of codes that are off by default does not hold once `--select` is given,
        so opt-in rules decide here: a prefix longer than `OWU` turns them on, or the profile.
        """
        options = self._flake8_options
        chosen = [*(getattr(options, "select", None) or ())]
        chosen += getattr(options, "extend_select", None) or ()
        named = any(len(one) > len("OWU") and rule.code.startswith(one) for one in chosen)
        if not settings.enables(rule.code, opt_in=rule.opt_in and not named):
            return False
        return decisions is None or decisions.decision_for(rule.code) is Decision.Selected


def _given(options: argparse.Namespace) -> dict[str, str | None]:
    return {name: getattr(options, f"owui_{name}", None) for name in _OPTIONS}


def _loader(options: argparse.Namespace) -> Loader:
    """Return what finds our own configuration; flake8's `--isolated` and `--config` hold for it.

    What flake8 has taken from its section, it hands over like options of the command line. There it
    comes after our own tables, so it is told apart: by its value.

    Raises:
        ExecutionError: a value cannot be used; flake8 prints it and stops
    """
    from owui_lint.config import Loader
    from owui_lint.settings import SettingsError

    isolated = bool(getattr(options, "isolated", False))
    file = getattr(options, "config", None)
    given = _given(options)
    try:
        section = Loader(file=file, isolated=isolated).for_folder().flake8
        if section is not None:
            written = section.raw
            given = {
                name: None if value == written.get(name) else value for name, value in given.items()
            }
        loader = Loader(given, file=file, isolated=isolated)
        loader.for_folder()
    except SettingsError as error:
        raise ExecutionError(str(error)) from None
    return loader
