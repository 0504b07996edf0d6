"""OWU327 user-unpacked-into-class."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.payload.users import unpackings
from owui_lint.finding import Severity
from owui_lint.host import USER
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UserUnpackedIntoClass(Rule):
    """`__user__` is unpacked into a class with a fixed set of fields.

    ## What it does
    Reports `Own(**__user__)` where `Own` is a dataclass, a NamedTuple or a plain class of the file without
    `**kwargs`, or a pydantic model that forbids extra fields.

    ## Why is this bad?
    `__user__` has had every field of the stored user since 0.6.16, and more with each release: the call
    raises TypeError (ValidationError for a model).

    ## Example
    ```python
    from dataclasses import dataclass


    @dataclass
    class Person:
        id: str
        name: str
        email: str
        role: str


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return Person(**__user__).name
    ```

    ## Use instead
    ```python
    from dataclasses import dataclass


    @dataclass
    class Person:
        id: str
        name: str


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return Person(__user__["id"], __user__["name"]).name
    ```

    ## References
    Open WebUI 0.12.4, `models/users.py` (`UserModel`), `utils/middleware.py` (`__user__` is its dump).
    """

    code = "OWU327"
    name = "user-unpacked-into-class"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such call."""
        if not component.host.user_has_many_keys:
            return
        user = component.host.name_of(USER)
        for call, model in unpackings(component):
            if component.runs(call):
                yield self.finding(
                    call,
                    f"`{user}` has more keys than `{model.name}` takes; name the ones you need",
                )
