"""OWU613 user-dict-as-object."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.edits.importing import importing
from owui_lint.component.payload.users import attribute_reads, user_arguments
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, FixMaker, Rule

_USERS = "open_webui.models.users"


class UserDictAsObject(Rule):
    """The dict `__user__` is used as a user object.

    ## What it does
    Reports `__user__.id` and the like, and `__user__` given to a function of Open WebUI that reads attributes
    of the user, such as `generate_chat_completion`. A warning with `bypass_filter=True`, where the role is
    not read and only some kinds of models fail.

    ## Why is this bad?
    It raises `AttributeError: 'dict' object has no attribute 'role'`.

    ## Example
    ```python
    from open_webui.utils.chat import generate_chat_completion


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None, __request__=None) -> dict:
            return await generate_chat_completion(__request__, body, __user__)
    ```

    ## Use instead
    ```python
    from open_webui.models.users import Users
    from open_webui.utils.chat import generate_chat_completion


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None, __request__=None) -> dict:
            return await generate_chat_completion(
                __request__, body, await Users.get_user_by_id(__user__["id"])
            )
    ```

    ## Fix safety
    Safe in an async function: the user is loaded by its id, which gives the object that the function needs.

    ## References
    The functions that read an attribute of their parameter `user`, derived from each release's source;
    Open WebUI 0.12.4, `utils/chat.py` line 199.
    """

    code = "OWU613"
    name = "user-dict-as-object"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each attribute read off the dict, and each call that does so."""
        for attribute in attribute_reads(component):
            name = attribute.attr.value
            user = component.tree.code_for_node(attribute.value)
            if component.runs(attribute):
                yield self.finding(attribute, f'`{user}` is a dict; use `{user}["{name}"]`')
        for found in user_arguments(component):
            if not component.runs(found.call):
                continue
            user = component.tree.code_for_node(found.argument)
            yield self.finding(
                found.argument,
                f"`{found.target.text}` needs a user object, and `{user}` is a dict; "
                "get it by `Users.get_user_by_id`",
                severity=Severity.WARNING if found.skips_role else Severity.ERROR,
                fix=_load_user(component, component.host, found.argument),
            )


def _load_user(component: Component, host: Host, argument: cst.BaseExpression) -> FixMaker | None:
    """Load the user by its id; the call is awaited where the target has a coroutine."""
    function = component.function_around(argument)
    method = host.method(_USERS, "Users", "get_user_by_id")
    if function is None or method is None or not isinstance(argument, cst.Name):
        return None
    is_async = host.is_async(method)
    if is_async is None or (is_async and not function.is_async):
        return None

    def make(editor: Editor) -> Fix | None:
        imported = importing(editor, _USERS, "Users")
        if imported is None:
            return None
        users, edits = imported
        code = f'{"await " if is_async else ""}{users}.get_user_by_id({argument.value}["id"])'
        return editor.safe(f"Load the user: `{code}`", *edits, editor.replace(argument, code))

    return make
