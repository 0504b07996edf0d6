from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.hostapi.database import raw_database_uses
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RawDatabaseAccess(Rule):
    """The component opens Open WebUI's database directly.

    ## What it does
    Reports imports of `get_db`, `SessionLocal`, `get_session` and `get_db_context`.

    ## Why is this bad?
    The tables and sessions behind Open WebUI's models change from release to release, and a synchronous
    session in a component blocks the whole server. The models (`Users`, `Chats` …) are the interface to use.

    ## Example
    ```python
    from open_webui.internal.db import get_db


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            with get_db() as db:
                return str(db)
    ```

    ## Use instead
    ```python
    from open_webui.models.chats import Chats


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return str(await Chats.get_chat_by_id("1"))
    ```

    ## References
    Open WebUI documentation, migration to 0.9.0.
    """

    code = "OWU609"
    name = "raw-database-access"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each import of a raw session, and each use through its module."""
        for node, name in raw_database_uses(component):
            yield self.finding(
                node,
                f"`{name}` bypasses Open WebUI's models and changes between releases; use the models",
            )
