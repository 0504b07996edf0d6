"""OWU002 byte-order-mark."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, Editor
from owui_lint.finding import Applicability, Edit, Fix, Severity, Span
from owui_lint.rule import Draft, Rule


class ByteOrderMark(Rule):
    r"""The file begins with a byte order mark.

    ## What it does
    Reports a component whose text begins with U+FEFF.

    ## Why is this bad?
    Open WebUI gets the text of a component as a string and executes it: Python skips a byte order
    mark in a file, but not in a string, where it is a `SyntaxError`. The header is not read either,
    because its first line is not exactly three double quotes any more.

    ## Example
    A file saved as "UTF-8 with BOM" by an editor.

    ## Use instead
    The same file saved as plain UTF-8.

    ## Fix safety
    Safe: a byte order mark has no meaning in UTF-8.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter` and `exec(content, …)`.
    """

    code = "OWU002"
    name = "byte-order-mark"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the mark at the start of the file."""
        if component.source.bom:
            yield self.finding(
                Span(1, 0, 1, 0),
                "A byte order mark is a syntax error when Open WebUI loads the file; remove it",
                fix=_remove,
            )


def _remove(editor: Editor) -> Fix:
    # the mark is no part of the text: offset -1 is where it stands
    return Fix("Remove the byte order mark", Applicability.SAFE, (Edit(-1, 0, ""),))
