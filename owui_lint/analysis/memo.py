"""Questions that are answered once for each file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from owui_lint.analysis.budget import MOST_NESTED

Owner = TypeVar("Owner")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_NONE_GIVEN = object()


@overload
def cached(
    function: Callable[Concatenate[Owner, Asked], Answer],
) -> Callable[Concatenate[Owner, Asked], Answer]: ...


@overload
def cached(*, circular: object) -> Callable[[Decorated], Decorated]: ...


def cached(function: Any = None, *, circular: Any = _NONE_GIVEN) -> Any:
    """Remember the answers of `function` with its first argument: the file, or a part of its model.

    Helpers that call each other have more ways through them than can be gone, a few calls deep:
    what looks into calls goes them once. An answer that was not reached, as Python's stack was too
    small, is not remembered.

    Args:
        function: what is decorated
        circular: the answer to a question that comes back to itself while it is being answered, or
            that waits for more answers of its kind than the budget allows
    """
    if function is None:
        return lambda decorated: _ask(decorated, circular)
    return _ask(function, circular)


def _ask(function: Any, circular: Any) -> Any:
    @wraps(function)
    def ask(owner: Any, /, *arguments: Any, **named: Any) -> Any:
        answers: dict[object, Any] = owner.__dict__.setdefault("_answered_once", {})
        key = (function, arguments, tuple(named.items()))
        if key in answers:
            return answers[key]
        if circular is _NONE_GIVEN:
            found = answers[key] = function(owner, *arguments, **named)
            return found
        waiting = answers.get(function, 0)
        if waiting >= MOST_NESTED:
            return circular
        answers[key] = circular
        answers[function] = waiting + 1
        try:
            found = answers[key] = function(owner, *arguments, **named)
        except BaseException:
            answers.pop(key, None)
            raise
        finally:
            answers[function] = waiting
        return found

    return ask
