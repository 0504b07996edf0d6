"""The flake8 face: `OWU` codes among those of every other plugin.

Ordinary files cost one regular expression: neither LibCST nor pydantic nor a rule is imported for
them. flake8 itself reads the file, handles `per-file-ignores` and prints.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from flake8.exceptions import ExecutionError
from flake8.style_guide import Decision, DecisionEngine

from owui_lint import __version__
from owui_lint.parsing import candidates

if TYPE_CHECKING:
    from flake8.options.manager import OptionManager

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


class Plugin:
    """What flake8 makes for every file it could parse."""

    name = "owui-lint"
    version = __version__

    _given: ClassVar[dict[str, str]] = {}
    _flake8_options: ClassVar[argparse.Namespace] = argparse.Namespace(disable_noqa=False)
    _decisions: ClassVar[DecisionEngine | None] = None

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

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take the options of this run.

        Raises:
            ExecutionError: a value that cannot be used; flake8 prints it and stops
        """
        given = {name: getattr(options, f"owui_{name}") for name in _OPTIONS}
        cls._given = {name: value for name, value in given.items() if value is not None}
        cls._flake8_options = options
        cls._decisions = DecisionEngine(options)
        if cls._given:
            _settings(cls._given)

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """Line (1-based), column (0-based, code points), code with message, and this class."""
        if "kind" not in self._given and not candidates.could_be_component("".join(self._lines)):
            return
        from owui_lint import engine

        findings = engine.lint(
            self._source(),
            _settings(self._given),
            noqa=not self._flake8_options.disable_noqa,
            tree=self._tree,
            enabled=self._enabled,
        )
        for finding in findings:
            text = f"{finding.code} {finding.message}"
            yield finding.line, finding.column, text, type(self)

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

    def _enabled(self, rule: Rule) -> bool:
        """Whether flake8 would show the rule's findings.

        flake8's own list of codes that are off by default does not hold once `--select` is given,
        so opt-in rules decide here: a prefix longer than `OWU` turns them on, or the profile.
        """
        if rule.opt_in and self._given.get("profile") != "strict":
            options = self._flake8_options
            chosen = [*(options.select or ()), *(options.extend_select or ())]
            if not any(len(one) > len("OWU") and rule.code.startswith(one) for one in chosen):
                return False
        decisions = self._decisions
        return decisions is None or decisions.decision_for(rule.code) is Decision.Selected


def _settings(given: dict[str, str]) -> Settings:
    from owui_lint.settings import Settings, SettingsError

    try:
        return Settings.parse(**given)
    except SettingsError as error:
        raise ExecutionError(str(error)) from None
