"""What a component uses of the host's own Python modules: imports, calls, attributes of its state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.syntax.names import Import, dotted
from owui_lint.component.syntax.scopes import Scope
from owui_lint.host import Member, Move

if TYPE_CHECKING:
    from owui_lint.component.model import Component

HOST = "open_webui"


@dataclass(frozen=True)
class HostName:
    """A name of the host, resolved to where the target has it.

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


@dataclass(frozen=True)
class HostCall:
    """A call of something of the host."""

    call: cst.Call
    target: HostName


def host_imports(component: Component) -> list[Import]:
    """The imports of the host's modules, after its text replacement, that run."""
    if HOST not in component.source.text and not any(
        word in component.source.text for word in component.host.rewritten_text()
    ):
        return []
    found = (item for item in component.imports if is_host_module(item.module))
    return [item for item in found if item.level == 0 and not item.is_rewritten_by_accident]


def is_host_module(module: str) -> bool:
    """Whether a dotted name is in the host's package."""
    return module == HOST or module.startswith(f"{HOST}.")


def find_host_calls(component: Component) -> Iterator[HostCall]:
    """The calls of the host's functions and of methods of its objects, through any alias."""
    if not host_imports(component):
        return
    for scope in component.scopes:
        for call in scope.of(cst.Call):
            target = host_name(component, call.func, scope)
            if target is not None:
                yield HostCall(call, target)


def host_name(
    component: Component, node: cst.BaseExpression, scope: Scope, depth: int = 0
) -> HostName | None:
    """What of the host an expression names; names assigned once are followed."""
    name = component.qualified(node, scope)
    if name is not None:
        return _resolve(component, name) if is_host_module(name) else None
    written = dotted(node)
    if written is None or depth > 4:
        return None
    first, _, rest = written.partition(".")
    value = scope.sole_value(first)
    if value is None or not isinstance(value, (cst.Name, cst.Attribute)):
        return None
    base = component.qualified(value, scope)
    if base is None or not is_host_module(base):
        return None
    return _resolve(component, f"{base}.{rest}" if rest else base)


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


@dataclass(frozen=True)
class GoneImport:
    """An import that the target cannot satisfy.

    Attributes:
        item: the import
        what: the module or name that is not there, as the host calls it
        move: where it is found in the target; None where it is not known to be anywhere
        since: the first release without it, None where no release read ever had it or it is yet to come
        first: the first release with it, where that is newer than the target
    """

    item: Import
    what: str
    move: Move | None
    since: str | None
    first: str | None


def gone_imports(component: Component) -> Iterator[GoneImport]:
    """The imports of the host that the target lacks and whose failure nothing catches."""
    for item in host_imports(component):
        gone = _gone(component, item)
        if gone is None or component.survives_import_error(item.statement):
            continue
        if not _is_idle_fallback(component, item):
            yield gone


def _gone(component: Component, item: Import) -> GoneImport | None:
    return _gone_module(component, item) or _gone_name(component, item)


def _is_idle_fallback(component: Component, item: Import) -> bool:
    """Whether the import stands in the handler of a `try` whose own imports of the host succeed."""
    below: cst.CSTNode = item.statement
    for current in component.ancestors(item.statement):
        if isinstance(current, cst.Try) and below in current.handlers:
            tried = [i for i in host_imports(component) if _is_within(component, i, current.body)]
            guarded = all(component.survives_import_error(i.statement) for i in tried)
            return bool(tried) and guarded and all(_gone(component, i) is None for i in tried)
        below = current
    return False


def _is_within(component: Component, item: Import, block: cst.CSTNode) -> bool:
    return any(current is block for current in component.ancestors(item.statement))


def _gone_module(component: Component, item: Import) -> GoneImport | None:
    host = component.host
    available = host.module(item.module)
    if available is None:
        return GoneImport(item, item.module, _move(component, item), None, None)
    if host.has(available) is not False:
        return None
    first = available.since if available.at(host.latest()) and not host.is_latest else None
    return GoneImport(item, item.module, _move(component, item), available.until, first)


def _gone_name(component: Component, item: Import) -> GoneImport | None:
    if item.name in (None, "*"):
        return None
    host = component.host
    assert item.name is not None
    member = host.member(item.module, item.name)
    if member is None or host.has(member.availability) is not False:
        return None
    first = member.availability.since if member.availability.at(host.latest()) else None
    return GoneImport(
        item, f"{item.module}.{item.name}", _move(component, item), member.availability.until, first
    )


def _move(component: Component, item: Import) -> Move | None:
    """The move of an imported name or module, if the target has what it leads to."""
    host = component.host
    name = item.name if item.name != "*" else None
    move = (host.moved(item.module, name) if name else None) or host.moved(item.module)
    if move is None or (move.module is None and move.name is None):
        return None
    module = move.module or item.module
    available = host.module(module)
    if available is None or not host.has(available):
        return None
    member = host.member(module, move.name or name) if name else None
    if member is not None and host.has(member.availability) is False:
        return None
    return Move(move.since, module, move.name, move.note)


_GUARDS = ("version", "iscoroutine", "isawaitable", "hasattr")


def is_version_guarded(component: Component, node: cst.CSTNode) -> bool:
    """Whether a test around `node` asks for the host's version, or whether a thing is there or async."""
    below = node
    for current in component.ancestors(node):
        if isinstance(current, (cst.If, cst.IfExp)) and below is not current.test:
            code = component.tree.code_for_node(current.test).lower()
            if any(word in code for word in _GUARDS):
                return True
        below = current
    return False


def is_app_state(component: Component, node: cst.BaseExpression) -> bool:
    """Whether the expression is the state of the host's application: `request.app.state`."""
    name = dotted(node)
    if name is None or not name.endswith(".state"):
        return False
    parts = name.split(".")
    if len(parts) > 2 and parts[-2] == "app":
        return "request" in parts[-3].lower()
    return component.qualified(node) == "open_webui.main.app.state"


def is_target(component: Component, node: cst.BaseExpression) -> bool:
    """Whether the expression is assigned to or deleted."""
    parent = component.parent(node)
    if isinstance(parent, (cst.AssignTarget, cst.Del)):
        return True
    return isinstance(parent, (cst.AnnAssign, cst.AugAssign)) and parent.target is node
