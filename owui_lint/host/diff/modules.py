"""What can be imported from `open_webui`, awaited and called; and `request.app.state`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from owui_lint.host.api import ApiFacts
from owui_lint.host.diff.change import Change, Effect, Period
from owui_lint.host.members import ANY_NAME
from owui_lint.host.types import Member, Move, Signature

_STATE, _MODULES, _MEMBERS = "`request.app.state`", "modules", "functions, methods and names"


class _Release(ApiFacts):
    """A release that is asked for its modules alone."""


def app_state(period: Period) -> Iterator[Change]:
    """Yield the attributes of `request.app.state` that came or went."""
    successors = _Release(str(period.after)).removed_state()
    for name, at in ApiFacts.app_state().items():
        if (release := period.removed(at)) is not None:
            remedy = f"use {new}" if (new := successors.get(name)) else ""  # in backticks already
            yield Change(_STATE, f"`{name}`", Effect.BREAKS, "is gone", release, remedy)
        if (release := period.added(at)) is not None:
            yield Change(_STATE, f"`{name}`", Effect.ADDS, "is new", release)


def modules(period: Period) -> Iterator[Change]:
    """Yield the modules that came, went or moved."""
    for module, at in ApiFacts.modules().items():
        if (release := period.removed(at)) is not None:
            remedy = _moved_to(ApiFacts.moved(module), module, None)
            yield Change(_MODULES, f"`{module}`", Effect.BREAKS, "is gone", release, remedy)
        if (release := period.added(at)) is not None:
            yield Change(_MODULES, f"`{module}`", Effect.ADDS, "is new", release)


def members(period: Period) -> Iterator[Change]:
    """Yield what came, went or is called otherwise in the modules that both releases have."""
    for module, at in ApiFacts.modules().items():
        if period.holds(at):
            for name in ApiFacts.defined_names(module):
                member = ApiFacts.member(module, name)
                if member is not None and not name.startswith("_"):
                    for change in _of_member(period, module, member):
                        yield replace(change, module=module)


def _of_member(period: Period, module: str, member: Member) -> Iterator[Change]:
    subject = f"`{member.name}`"
    if (release := period.removed(member.availability)) is not None:
        remedy = _moved_to(ApiFacts.moved(module, member.name), module, member.name)
        yield Change(_MEMBERS, subject, Effect.BREAKS, "is gone", release, remedy)
    yield from _of_callable(period, subject, member)
    if member.wrapped is not None and period.holds(member.availability):
        if (release := period.removed(member.wrapped)) is not None:
            text = "is a plain value"
            yield Change(_MEMBERS, subject, Effect.BREAKS, text, release, "drop `.value`")
        if (release := period.added(member.wrapped)) is not None:
            text = "is wrapped"
            yield Change(_MEMBERS, subject, Effect.BREAKS, text, release, "read `.value`")
    if member.kind == "object":
        yield from _of_object(period, module, member)


def _of_object(period: Period, module: str, member: Member) -> Iterator[Change]:
    """Yield what became of the methods of an object such as `Users`."""
    if not period.holds(member.availability):
        return
    for name, method in ApiFacts.methods(module, member.name).items():
        if name.startswith("_") or name == ANY_NAME:
            continue
        subject = f"`{member.name}.{name}`"
        if (release := period.removed(method.availability)) is not None:
            move = ApiFacts.moved_method(module, member.name, name)
            remedy = f"use `{move.name}`" if move is not None else ""
            yield Change(_MEMBERS, subject, Effect.BREAKS, "is gone", release, remedy)
        yield from _of_callable(period, subject, method)


def _of_callable(period: Period, subject: str, member: Member) -> Iterator[Change]:
    """Yield that a name is new, or that it is awaited or called in another way."""
    if (release := period.added(member.availability)) is not None:
        yield Change(_MEMBERS, subject, Effect.ADDS, "is new", release)
    if not period.holds(member.availability):
        return
    if member.coroutine is not None:
        if (release := period.added(member.coroutine)) is not None:
            text = "is a coroutine function"
            yield Change(_MEMBERS, subject, Effect.BREAKS, text, release, "await it")
        if (release := period.removed(member.coroutine)) is not None:
            text = "is no longer a coroutine function"
            yield Change(_MEMBERS, subject, Effect.BREAKS, text, release, "do not await it")
    yield from _of_signature(period, subject, member)


def _of_signature(period: Period, subject: str, member: Member) -> Iterator[Change]:
    old = [s for at, s in member.signatures if at.at(period.before)]
    new = [(at, s) for at, s in member.signatures if at.at(period.after)]
    if len(old) != 1 or len(new) != 1 or old[0] == new[0][1]:
        return
    release = period.added(new[0][0])
    told = _difference(old[0], new[0][1])
    if release is not None and told is not None:
        effect, text = told
        yield Change(_MEMBERS, subject, effect, text, release)


def _difference(old: Signature, new: Signature) -> tuple[Effect, str] | None:
    """Return what the caller of the old one must know; None where nothing is different for them."""
    before, after = _names(old), _names(new)
    required = [name for name in after if name in new.required and name not in old.required]
    if required:
        return Effect.BREAKS, f"requires {_listed(required)}"
    gone = [name for name in before if name not in after] if not new.double_star else []
    if gone:
        return Effect.BREAKS, f"no longer takes {_listed(gone)}"
    shared = new.positional[: len(old.positional)]
    if shared != old.positional and not new.star:
        return Effect.BREAKS, f"takes its parameters as `({', '.join(after)})`"
    fresh = [name for name in after if name not in before]
    return (Effect.ADDS, f"takes {_listed(fresh)} too") if fresh else None


def _names(signature: Signature) -> tuple[str, ...]:
    return (*signature.positional, *signature.keyword_only)


def _listed(names: list[str]) -> str:
    *others, last = [f"`{name}`" for name in names]
    return f"{', '.join(others)} and {last}" if others else last


def _moved_to(move: Move | None, module: str, name: str | None) -> str:
    if move is None or move.module is None:
        return ""
    if name is None:
        return f"import `{move.module}`"
    target = (
        f"use `{move.module}.{move.name or name}`"
        if move.module != module
        else f"use `{move.name}`"
    )
    return f"{target}, which {move.note}" if move.note else target
