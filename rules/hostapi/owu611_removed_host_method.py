from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.hostapi.calls import host_calls
from owui_lint.component.hostapi.names import HostName
from owui_lint.component.world import release_guards
from owui_lint.finding import Severity
from owui_lint.host import ANY_METHOD, Host, Member
from owui_lint.kinds import Kind
from owui_lint.nearest import nearest
from owui_lint.rule import Draft, Rule


class RemovedHostMethod(Rule):
    """A method does not exist on an object of Open WebUI in the target release.

    ## What it does
    Reports calls of methods that the object has in an earlier or later release but not in the target release,
    and of methods that no release has.

    ## Why is this bad?
    The call raises `AttributeError`.

    ## Example
    ```python
    from open_webui.models.memories import Memories


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            memory = await Memories.update_memory_by_id("1", "tea")
            return str(memory)
    ```

    ## Use instead
    ```python
    from open_webui.models.memories import Memories


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            memory = await Memories.update_memory_by_id_and_user_id("1", "2", "tea")
            return str(memory)
    ```

    ## References
    The methods of Open WebUI's models in 36 published releases, compared.
    """

    code = "OWU611"
    name = "removed-host-method"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call of a method that is not there."""
        for item in host_calls(component):
            member, call = item.target.member, item.call
            unknown = member is None and _never_was(item.target, component.host)
            if not unknown and (
                member is None or not _is_gone(item.target, member, component.host)
            ):
                continue
            if release_guards(component).is_guarded(call, frozenset({"AttributeError"})):
                continue
            if member is None:
                yield self.finding(call, _unknown(item.target, component.host))
                continue
            yield self.finding(
                call, f"`{item.target.text}` {_reason(item.target, member, component.host)}"
            )


def _never_was(target: HostName, host: Host) -> bool:
    """Whether no release has the method, on an object of which all methods are known."""
    if not target.obj or target.name.startswith("__"):
        return False
    holder = host.member(target.module, target.obj)
    if holder is None or holder.kind != "object":
        return False
    methods = host.methods(target.module, target.obj)
    known = ANY_METHOD not in methods
    return known and any(host.has(one.availability) for one in methods.values())


def _unknown(target: HostName, host: Host) -> str:
    methods = host.methods(target.module, target.obj).items()
    near = nearest(target.name, [name for name, one in methods if host.has(one.availability)])
    remedy = f"did you mean `{near}`?" if near is not None else "correct the name"
    return f"`{target.text}` exists in no release of Open WebUI; {remedy}"


def _is_gone(target: HostName, member: Member, host: Host) -> bool:
    """Whether the target is known to lack the method of an object whose other methods it has."""
    if not target.obj or host.has(member.availability) is not False:
        return False
    others = host.methods(target.module, target.obj).values()
    return any(host.has(other.availability) for other in others)


def _reason(target: HostName, member: Member, host: Host) -> str:
    move = host.moved_method(target.module, target.obj, target.name)
    if move is not None and move.name is not None:
        given = f"({move.note})" if move.note else ""
        return f"was removed in {member.availability.until}; use `{move.name}{given}`"
    if member.availability.at(host.latest()):
        since = member.availability.since
        return f"is new in Open WebUI {since}, but the target release is {host.version}; catch the error"
    return f"was removed in {member.availability.until}; use another method"
