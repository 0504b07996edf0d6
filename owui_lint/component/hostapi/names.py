"""What of Open WebUI a name stands for: imports, aliases, and where the target has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.origins import qualified_names
from owui_lint.analysis.syntax.names import Import, text
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.hostapi.rewriting import is_rewritten_by_accident
from owui_lint.host import Member

if TYPE_CHECKING:
    from owui_lint.component.model import Component

HOST = "open_webui"


@dataclass(frozen=True)
class HostName:
    """A name of Open WebUI, resolved to where the target has it.

    Attributes:
        module: the module in the target, after a move
        obj: the object or class, for a method; "" for a name of the module itself
        name: the function, or the method
        member: what is known of it by release; None where it is not known
    """

    module: str
    obj: str
    name: str
    member: Member | None

    @property
    def text(self) -> str:
        """As it is written in messages: `Users.get_user_by_id`, `get_sources_from_items`."""
        return f"{self.obj}.{self.name}" if self.obj else self.name


def host_imports(component: Component) -> list[Import]:
    """The imports of Open WebUI's modules, after its text replacement, that run."""
    if HOST not in component.source.text and not any(
        word in component.source.text for word in component.host.rewritten_text()
    ):
        return []
    found = (item for item in component.imports if is_host_module(item.module))
    return [item for item in found if item.level == 0 and not is_rewritten_by_accident(item)]


def is_host_module(module: str) -> bool:
    """Whether a dotted name is in Open WebUI's package."""
    return module == HOST or module.startswith(f"{HOST}.")


def host_name(component: Component, node: cst.BaseExpression, scope: Scope) -> HostName | None:
    """What of Open WebUI an expression names, through imports and aliases; None where that is not sure.

    An import that Open WebUI has in several places (`try` the new one, `except` the old one) is one name.
    """
    if isinstance(node, cst.Call):
        return _got_by_name(component, node, scope)
    name = component.qualified(node, scope)
    if name is not None:
        return _resolve(component, name) if is_host_module(name) else None
    if not isinstance(node, (cst.Name, cst.Attribute)):
        return None
    written = qualified_names(component, node) or ()
    found = {_resolve(component, one) if is_host_module(one) else None for one in written}
    return found.pop() if len(found) == 1 else None


def _got_by_name(component: Component, call: cst.Call, scope: Scope) -> HostName | None:
    """What `getattr(Users, "get_user_by_id")` gives; with a default it is a test for it."""
    if component.qualified(call.func, scope) != "getattr" or len(call.args) != 2:
        return None
    owner = component.qualified(call.args[0].value, scope)
    name = text(call.args[1].value)
    if owner is None or name is None or not is_host_module(owner):
        return None
    return _resolve(component, f"{owner}.{name}")


def _resolve(component: Component, name: str) -> HostName | None:
    host = component.host
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:end])
        available = host.module(module)
        if available is None:
            continue
        rest = parts[end:]
        if len(rest) > 2:
            return None
        obj, member_name = (rest[0], rest[1]) if len(rest) == 2 else ("", rest[0])
        if host.has(available) is False:
            module, obj, member_name = _moved(component, module, obj, member_name)
            moved_to = host.module(module)
            if moved_to is None or host.has(moved_to) is False:
                return HostName(module, obj, member_name, None)  # the import fails already
        member = host.method(module, obj, member_name) if obj else host.member(module, member_name)
        return HostName(module, obj, member_name, member)
    return None


def _moved(component: Component, module: str, obj: str, name: str) -> tuple[str, str, str]:
    """Where module, object and function are in the target, as far as that is known."""
    move = component.host.moved(module, obj or name) or component.host.moved(module)
    if move is None:
        return module, obj, name
    renamed = move.name or (obj or name)
    return move.module or module, renamed if obj else "", name if obj else renamed
