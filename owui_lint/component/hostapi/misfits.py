"""Why a call of Open WebUI's functions cannot be bound to the parameters that the target has."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.hostapi.argument_order import is_in_old_order
from owui_lint.host import Member, Signature
from owui_lint.host.availability import NEVER, Availability

if TYPE_CHECKING:
    from owui_lint.component.model import Component


class Reason(Enum):
    """What is wrong with the arguments."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    TWICE = "twice"
    TOO_MANY = "too many"
    ORDER = "order"


@dataclass(frozen=True)
class Misfit:
    """The arguments of a call that do not fit.

    Attributes:
        reason: what is wrong
        names: the parameters in question; none for too many positional arguments
        since: the first release in which that is so; None where it has been so from the start, or
            the names differ
        signature: what the target takes
    """

    reason: Reason
    names: tuple[str, ...]
    since: str | None
    signature: Signature


def misfit(component: Component, member: Member, call: cst.Call) -> Misfit | None:
    """What does not fit; None for a call that can be bound, or that nobody can tell of."""
    signature = component.host.signature(member)
    if signature is None or any(arg.star for arg in call.args):
        return None
    keywords = frozenset(arg.keyword.value for arg in call.args if arg.keyword is not None)
    positional = sum(arg.keyword is None for arg in call.args)
    if signature.accepts(positional, keywords):
        if not is_in_old_order(component, member, signature, call):
            return None
        same = (at for at, one in member.signatures if _begins_alike(one, signature, positional))
        return Misfit(Reason.ORDER, (), _union(same).since, signature)
    new = _newly_required(member, signature, positional, keywords)
    if new:
        return Misfit(Reason.MISSING, new, _since(member, new, _requires), signature)
    unknown = tuple(sorted(keywords - set(signature.positional) - set(signature.keyword_only)))
    if unknown and not signature.double_star:
        return Misfit(Reason.UNKNOWN, unknown, _since(member, unknown, _lacks), signature)
    filled = signature.positional[:positional]
    twice = tuple(name for name in filled if name in keywords)
    if twice:
        return Misfit(Reason.TWICE, twice, None, signature)
    missing = _in_order(signature, signature.required - set(filled) - keywords)
    if missing:
        return Misfit(Reason.MISSING, missing, _since(member, missing, _requires), signature)
    return Misfit(Reason.TOO_MANY, (), None, signature)


def _begins_alike(one: Signature, other: Signature, count: int) -> bool:
    return one.positional[:count] == other.positional[:count]


def _newly_required(
    member: Member, signature: Signature, positional: int, keywords: frozenset[str]
) -> tuple[str, ...]:
    """What the target requires and the release did not know for which the call was written.

    In a call by position it may stand in the middle, where counting would find the last one missing.
    """
    for _, older in member.signatures:
        if older is not signature and older.accepts(positional, keywords):
            known = {*older.positional, *older.keyword_only}
            new = _in_order(signature, signature.required - known - keywords)
            if new:
                return new
    return ()


def _in_order(signature: Signature, names: frozenset[str]) -> tuple[str, ...]:
    return tuple(n for n in (*signature.positional, *signature.keyword_only) if n in names)


def _requires(signature: Signature, name: str) -> bool:
    return name in signature.required


def _lacks(signature: Signature, name: str) -> bool:
    return name not in (*signature.positional, *signature.keyword_only)


def _since(
    member: Member, names: tuple[str, ...], test: Callable[[Signature, str], bool]
) -> str | None:
    """Since when the signatures pass a test for each of the names."""
    known: Availability = _union(at for at, _ in member.signatures)
    found = {
        _union(at for at, signature in member.signatures if test(signature, name)).since
        for name in names
    }
    since = found.pop() if len(found) == 1 else None
    return since if since != known.since else None


def _union(availabilities: Iterable[Availability]) -> Availability:
    return functools.reduce(operator.or_, availabilities, NEVER)
