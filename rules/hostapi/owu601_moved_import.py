from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.hostapi.imports import (
    GoneImport,
    gone_imports,
    gone_together,
    is_same_thing,
)
from owui_lint.finding import Applicability, Fix, Severity, Tag
from owui_lint.host.types import Move
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class MovedImport(Rule):
    """A module or name of Open WebUI is imported from its former place.

    ## What it does
    Reports imports of `open_webui` modules and names that are in another place in the target release. An
    import whose failure is caught is left alone.

    ## Why is this bad?
    The import raises `ModuleNotFoundError` or `ImportError`: the component cannot be saved, or is switched
    off after an upgrade.

    ## Example
    ```python
    from open_webui.apps.webui.models.users import Users


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            user = await Users.get_user_by_id("1")
            return user.name
    ```

    ## Use instead
    ```python
    from open_webui.models.users import Users


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            user = await Users.get_user_by_id("1")
            return user.name
    ```

    ## Fix safety
    Safe: the same object, imported from its new place. There is no fix where the names of one statement moved
    to different modules, or where the new name is another kind of object or takes other arguments: the import
    would succeed and its first use would fail.

    ## References
    The modules and names of 36 published releases, compared.
    """

    code = "OWU601"
    name = "moved-import"
    severity = Severity.ERROR
    tag = Tag.DEPRECATED
    kinds = frozenset(Kind) - {Kind.PIPELINE}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each module and name whose new place is known, once for what moved together."""
        for together in gone_together(component):
            gone = together[0]
            if gone.move is None or gone.new_place is None:
                continue
            yield self.finding(
                gone.item.node,
                _text(together, gone.move, gone.new_place),
                fix=partial(_move, gone),
            )


def _text(together: list[GoneImport], move: Move, new_place: str) -> str:
    """Return what became of the names of one statement, and what to write instead."""
    first = together[0]
    module = first.item.module
    if first.is_module:
        return f"`{first.what}` moved to `{new_place}` in {move.since}; import from there"
    names = quoted(gone.item.name or "" for gone in together)
    if move.name is None:
        them = "it" if len(together) == 1 else "them"
        return f"{names} moved from `{module}` to `{move.module}` in {move.since}; import {them} from there"
    if move.module == module and move.is_same:
        return f"{names} of `{module}` is called `{move.name}` since {move.since}; import that"
    new = f"`{move.name}`" if move.module == module else f"`{move.name}` of `{move.module}`"
    return f"{names} of `{module}` was replaced by {new} in {move.since}; use that"


def _move(gone: GoneImport, editor: Editor) -> Fix | None:
    """Rewrite the statement, where all it imports moves to one place."""
    statement, move = gone.item.statement, gone.move
    if move is None or move.module is None or not is_same_thing(editor.component, gone):
        return None
    if isinstance(statement, cst.Import):
        alias = gone.item.node
        if (
            len(statement.names) != 1
            or not isinstance(alias, cst.ImportAlias)
            or alias.asname is None
        ):
            return None  # `import a.b` is used as `a.b.c` all over the file
        return editor.safe(f"Import `{move.module}`", editor.replace(alias.name, move.module))
    if statement.module is None or not _all_move_there(editor.component, gone):
        return None
    edits = [editor.replace(statement.module, move.module)]
    if move.name is not None and isinstance(gone.item.node, cst.ImportAlias):
        named = gone.item.node.asname is not None
        renamed = move.name if named else f"{move.name} as {gone.item.alias}"
        edits.append(editor.replace(gone.item.node.name, renamed))
    return editor.safe(f"Import from `{move.module}`", *edits)


def _all_move_there(component: Component, gone: GoneImport) -> bool:
    """Whether the statement imports this name alone, or all its names move to the same module."""
    others = [item for item in component.imports if item.statement is gone.item.statement]
    moved = {
        id(g.item.node): g.move for g in gone_imports(component) if is_same_thing(component, g)
    }
    moves = [moved.get(id(item.node)) for item in others]
    return all(
        m is not None and gone.move is not None and m.module == gone.move.module for m in moves
    ) and (len(others) == 1 or all(m is None or m.name is None for m in moves))
