"""Which findings the file's own comments hide.

`# noqa` and `# flake8: noqa` mean exactly what they mean to flake8: its own patterns and its own
matching are called, so that every frontend agrees with it. `# owui-lint: disable=OWU312,OWU4`, alone
on a line, hides those codes and prefixes in the whole file.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8.defaults import NOQA_FILE
from flake8.violation import Violation

from owui_lint.directives import Directive, directives

if TYPE_CHECKING:
    from owui_lint.finding import Finding
    from owui_lint.parsing.source import SourceFile

_LINE_ENDS = frozenset({tokenize.NL, tokenize.NEWLINE})
_NO_PLACE = frozenset({tokenize.ENDMARKER, tokenize.DEDENT})


class Stretch(NamedTuple):
    """Physical lines that share one `# noqa`: those of a string, or joined by backslashes."""

    first: int
    """Line, 1-based."""
    last: int
    """Line, 1-based, included."""
    comments: tuple[tuple[int, int], ...] = ()
    """Start and end offset of each comment."""


class Suppressions:
    """The comments of one file that hide findings.

    Attributes:
        whole_file: a `# flake8: noqa` hides everything
        directives: the comments `# owui-lint: …`
        disabled: codes and prefixes that they hide
    """

    def __init__(self, source: SourceFile) -> None:
        """Look through `source`; it is tokenized only when a `noqa` is in it and it matters."""
        self.source = source
        self._hidden: dict[tuple[int, str], bool] = {}
        lowered = source.text.lower()
        self.has_noqa = "noqa" in lowered
        self.whole_file = self.has_noqa and any(map(NOQA_FILE.match, source.lines))
        self.directives: tuple[Directive, ...] = ()
        if "owui-lint:" in lowered:
            found = directives(source.text, list(source.lines), list(source.line_starts))
            self.directives = tuple(found)
        self.disabled = tuple(code for one in self.directives for code in one.disabled)

    def hides(self, finding: Finding) -> bool:
        """Whether a comment hides `finding`."""
        if finding.code.startswith(self.disabled):
            return True
        if not self.has_noqa:
            return False
        stretch = self.stretches.get(finding.line, Stretch(finding.line, finding.line))
        key = (stretch.first, finding.code)
        if key not in self._hidden:
            self._hidden[key] = self._hides(finding, stretch)
        return self._hidden[key]

    def _hides(self, finding: Finding, stretch: Stretch) -> bool:
        violation = Violation(
            code=finding.code,
            filename=finding.path,
            line_number=finding.line,
            column_number=finding.column,
            text=finding.message,
            physical_line=self.text_of(stretch),
        )
        return violation.is_inline_ignored(disable_noqa=False)

    def text_of(self, stretch: Stretch) -> str:
        """The lines of `stretch`, ends included."""
        starts = [*self.source.line_starts, len(self.source.text)]
        return self.source.text[starts[stretch.first - 1] : starts[stretch.last]]

    @cached_property
    def stretches(self) -> Mapping[int, Stretch]:
        """By line (1-based), the stretch it belongs to; as flake8 maps lines for `# noqa`.

        Empty when the file cannot be tokenized: each line then stands for itself.
        """
        stretches: dict[int, Stretch] = {}
        first = last = 0
        comments: list[tuple[int, int]] = []
        # newline=None turns every line end into \n, as reading the file for flake8 does.
        readline = io.StringIO(self.source.text, newline=None).readline
        try:
            for token in tokenize.generate_tokens(readline):
                if token.type in _NO_PLACE:
                    continue
                first = min(first or token.start[0], token.start[0])
                last = max(last, token.end[0])
                if token.type == tokenize.COMMENT:
                    start = self.source.offset(*token.start)
                    comments.append((start, start + len(token.string)))
                elif token.type in _LINE_ENDS:
                    last = min(last, len(self.source.lines))
                    stretch = Stretch(first, last, tuple(comments))
                    stretches.update(dict.fromkeys(range(first, last + 1), stretch))
                    first = last = 0
                    comments = []
        except (tokenize.TokenError, SyntaxError):
            return {}
        return stretches
