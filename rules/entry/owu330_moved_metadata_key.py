"""OWU330 moved-metadata-key."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.payload.metadata import dead_tests, top_level_reads, untested_chats
from owui_lint.finding import Severity, Tag
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class MovedMetadataKey(Rule):
    """The chat's metadata is read as in earlier releases, or a chat is read without a test for None.

    ## What it does
    Reports `__metadata__["function_calling"]`, which is below `params` since 0.6.31; tests of the mode for
    `"default"`, which is `"legacy"` since 0.10.0; and `.chat` of what `Chats.get_chat_by_id` gives where
    nothing tests it.

    ## Why is this bad?
    The subscript raises KeyError, `.get` gives None, and the test for `"default"` is never true, so the
    wrong branch runs. For temporary chats, channels and API calls there is no stored chat: None has no
    `.chat`.

    ## Example
    ```python
    class Filter:
        async def inlet(self, body: dict, __metadata__: dict = None) -> dict:
            if __metadata__["function_calling"] == "native":
                body["temperature"] = 0
            return body
    ```

    ## Use instead
    ```python
    class Filter:
        async def inlet(self, body: dict, __metadata__: dict = None) -> dict:
            if __metadata__["params"]["function_calling"] == "native":
                body["temperature"] = 0
            return body
    ```

    ## References
    Open WebUI 0.6.31 and 0.10.0, `main.py` (`metadata`); `models/chats.py`.
    """

    code = "OWU330"
    name = "moved-metadata-key"
    severity = Severity.WARNING
    tag = Tag.DEPRECATED
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such read."""
        if component.host.function_calling_is("params"):
            for read in top_level_reads(component):
                name = next(iter(read.paths)).parameter
                yield self.finding(
                    read.node,
                    f'`function_calling` is in `{name}["params"]` since 0.6.31; read it there',
                    severity=Severity.ERROR if read.raises else Severity.WARNING,
                )
        if component.host.function_calling_is("default_dead"):
            for test in dead_tests(component):
                yield self.finding(
                    test,
                    '`function_calling` is never `"default"` since 0.10.0; test for `"legacy"`',
                )
        for attribute in untested_chats(component):
            yield self.finding(
                attribute,
                "`Chats.get_chat_by_id` gives None for temporary chats; test it before reading `.chat`",
            )
