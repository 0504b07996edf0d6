"""Questions that are answered once for each file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

Owner = TypeVar("Owner")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def cached(
    function: Callable[Concatenate[Owner, Asked], Answer],
) -> Callable[Concatenate[Owner, Asked], Answer]:
    """Remember the answers of `function` with its first argument: the file, or a part of its model.

    Helpers that call each other have more ways through them than can be gone, a few calls deep:
    what looks into calls goes them once. An answer that was not reached, as Python's stack was too
    small, is not remembered.
    """

    @wraps(function)
    def ask(owner: Owner, /, *arguments: Asked.args, **named: Asked.kwargs) -> Answer:
        answers: dict[object, Any] = owner.__dict__.setdefault("_answered_once", {})
        key = (function, arguments, tuple(named.items()))
        if key not in answers:
            answers[key] = function(owner, *arguments, **named)
        answer: Answer = answers[key]
        return answer

    return ask
