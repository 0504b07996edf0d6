from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.guards import survives_import_error
from owui_lint.component import Component, Editor, Import
from owui_lint.component.hostapi.rewriting import is_rewritten_by_accident
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RewrittenImport(Rule):
    """Open WebUI's text replacement breaks an import.

    ## What it does
    Reports `from configparser import …` and other `from` imports whose module name begins with `utils`,
    `apps`, `main` or `config` but is another module.

    ## Why is this bad?
    Before it runs a component, Open WebUI replaces `from config` by `from open_webui.config` in the whole
    text, whatever follows. `from configparser` becomes `from open_webui.configparser`, which raises
    `ModuleNotFoundError`. `import configparser` is not affected.

    ## Example
    ```python
    from configparser import ConfigParser


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return str(ConfigParser())
    ```

    ## Use instead
    ```python
    import configparser


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return str(configparser.ConfigParser())
    ```

    ## Fix safety
    Safe: the module is imported, and the same names are assigned from it.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `replace_imports`.
    """

    code = "OWU605"
    name = "rewritten-import"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each statement that is rewritten by accident."""
        seen: set[int] = set()
        for item in component.imports:
            if not is_rewritten_by_accident(item) or id(item.statement) in seen:
                continue
            seen.add(id(item.statement))
            if not survives_import_error(component, item.statement):
                yield self.finding(
                    item.statement,
                    f"Open WebUI rewrites this import to `{item.module}`, which fails; "
                    f"use `import {item.written}`",
                    fix=partial(_import_module, item),
                )
        for clause in component.of(cst.From):
            if not component.runs(clause):
                continue
            written = component.tree.code_for_node(clause).lstrip()
            word = next((w for w in component.host.rewritten_text() if written.startswith(w)), None)
            if word is not None:
                new = component.host.rewritten_text()[word]
                yield self.finding(
                    clause.item,
                    f"Open WebUI rewrites `{word}` here to `{new}`; rename what follows",
                )


def _import_module(item: Import, editor: Editor) -> Fix | None:
    """`import m`, and the names assigned from it: the same names for the rest of the file."""
    statement = item.statement
    line = editor.component.parent(statement)
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1 or item.name == "*":
        return None
    names = [i for i in editor.component.imports if i.statement is statement]
    start, _ = editor.offsets(statement)
    number, column = editor.source.position(start)
    indent = editor.source.lines[number - 1][:column]
    lines = [f"import {item.written}", *(f"{i.alias} = {i.written}.{i.name}" for i in names)]
    text = f"{editor.newline}{indent}".join(lines)
    return editor.safe(f"Use `import {item.written}`", editor.replace(statement, text))
