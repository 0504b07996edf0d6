"""OWU221 user-valves-on-self."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.reads import is_written
from owui_lint.analysis.syntax.definitions import ClassModel, Stored
from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.uses import ValveUse, own_uses
from owui_lint.finding import Severity
from owui_lint.host import USER
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UserValvesOnSelf(Rule):
    """The user's settings are read off the component, which holds only defaults.

    ## What it does
    Reports `self.user_valves = self.UserValves()` when a method reads settings off that attribute, or
    hands it to a helper, and the file asks nowhere for `__user__["valves"]`. Silent when anything else
    is stored there, or one of its settings is written.

    ## Why is this bad?
    Open WebUI fills `self.valves` alone. What a user has chosen comes with each call, in
    `__user__["valves"]`; the attribute keeps the defaults for ever, whatever the settings page shows.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class UserValves(BaseModel):
            language: str = Field(default="en", description="Language of the answers")

        def __init__(self):
            self.user_valves = self.UserValves()

        async def inlet(self, body: dict) -> dict:
            body["language"] = self.user_valves.language
            return body
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class UserValves(BaseModel):
            language: str = Field(default="en", description="Language of the answers")

        async def inlet(self, body: dict, __user__: dict = None) -> dict:
            body["language"] = __user__["valves"].language
            return body
    ```

    ## References
    `params["__user__"]["valves"] = function_module.UserValves(…)` in Open WebUI's `functions.py`,
    `utils/filter.py`, `utils/actions.py` and `utils/tools.py`.
    """

    code = "OWU221"
    name = "user-valves-on-self"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each assignment of such an attribute, with the first read of it."""
        main = component.main
        if main is None or "UserValves(" not in component.source.text:
            return
        if valves_of(component).user_uses or _reaches_user_valves(component):
            return
        user = component.host.name_of(USER)
        for name, stored in main.stored.items():
            if name == valves_of(component).attribute or not all(
                _is_default(main, s) for s in stored
            ):
                continue
            uses = own_uses(component, name)
            reads = [use for use in uses if _is_setting(component, use)]
            if reads and not any(_is_filled(component, use) for use in uses):
                yield self.finding(
                    stored[0].node,
                    f'`{name}` is never filled; what users set is in `{user}["valves"]`',
                    related=[(reads[0].place, "Read here")],
                )


def _reaches_user_valves(component: Component) -> bool:
    """Whether `__user__` is handed on as a whole: who gets it may look for the valves."""
    return any(
        name.value in component.host.names_of(USER) and isinstance(component.parent(name), cst.Arg)
        for name in component.of(cst.Name)
    )


def _is_default(main: ClassModel, stored: Stored) -> bool:
    """Whether it is `self.UserValves()`, of the component's own class."""
    call = stored.value
    if not isinstance(call, cst.Call) or call.args or main.inner_class("UserValves") is None:
        return False
    func = call.func
    return isinstance(func, cst.Attribute) and func.attr.value == "UserValves"


def _is_setting(component: Component, use: ValveUse) -> bool:
    """Whether a setting is read, here or by a helper of the file, rather than a method of the model."""
    parent = component.parent(use.place)
    if use.how == "whole":
        return _is_for_helper(component, use)
    called = isinstance(parent, cst.Call) and parent.func is use.place
    return use.how == "attribute" and use.name is not None and not called


def _is_filled(component: Component, use: ValveUse) -> bool:
    """Whether something else may get in: a setting is written, or the whole handed to who knows what."""
    if use.how == "whole":
        return not _is_for_helper(component, use)
    return is_written(component, use.place)


def _is_for_helper(component: Component, use: ValveUse) -> bool:
    """Whether the whole is an argument for a function of the file."""
    arg = component.parent(use.node)
    call = component.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and component.callee(call) is not None
