"""The functions of a release and who calls them: enough to follow an argument to where it is made."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from owui_lint.host.generate.wheel import FunctionNode, UnknownLayoutError, Wheel, called_name

LONGEST_CHAIN = 5
"""Calls between a sink and the dict that reaches it; more than any release has."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Place:
    """A function of Open WebUI and, where it was reached through a call, that call and its place."""

    function: FunctionNode
    outer: tuple[FunctionNode, ...]
    call: ast.Call | None = None
    caller: Place | None = None

    @property
    def scopes(self) -> tuple[FunctionNode, ...]:
        """The function and those around it, innermost first."""
        return (self.function, *self.outer)

    @property
    def length(self) -> int:
        """How many calls it was reached through."""
        return 0 if self.caller is None else 1 + self.caller.length


@dataclass
class CallGraph:
    """The functions of a release and the calls of each, by name."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    calls: dict[str, list[tuple[ast.Call, Place]]] = field(default_factory=dict)

    @staticmethod
    def of(wheel: Wheel) -> CallGraph:
        """Read all modules of the wheel."""
        graph = CallGraph()
        for module, tree in wheel.modules.items():
            if not module.startswith("open_webui.routers."):  # handlers: nothing injects there
                graph._visit(tree, ())
        return graph

    def _visit(self, node: ast.AST, outer: tuple[FunctionNode, ...]) -> None:
        for child in ast.iter_child_nodes(node):
            inside = outer
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                self.places.setdefault(child.name, []).append(Place(child, outer))
                inside = (child, *outer)
            elif isinstance(child, ast.Call) and outer:
                name = called_name(child)
                if name is not None and not _is_method_of_table(child):
                    place = Place(outer[0], outer[1:])
                    self.calls.setdefault(name, []).append((child, place))
            self._visit(child, inside)

    def called(self, place: Place) -> Iterator[Place]:
        """`place` again, once for each call that leads to the far end of its chain."""
        if place.caller is not None:
            for caller in self.called(place.caller):
                yield replace(place, caller=caller)
            return
        for call, caller in self.calls.get(place.function.name, ()):
            if caller.function is not place.function:
                yield replace(place, call=call, caller=caller)

    def chains(self, place: Place, read: Callable[[Place], Result]) -> Iterator[Result]:
        """What `read` finds at `place`, for each chain of calls that tells it enough."""
        try:
            yield read(place)
        except NeedsCallerError:
            if place.length >= LONGEST_CHAIN:
                raise UnknownLayoutError(f"No end of calls to `{place.function.name}`") from None
            for longer in self.called(place):
                yield from self.chains(longer, read)


def _is_method_of_table(call: ast.Call) -> bool:
    """`Tools.get_tools()`, `self.get_tools()`: a model's method, not the function of that name."""
    return isinstance(call.func, ast.Attribute) and (
        isinstance(call.func.value, ast.Name)
        and (call.func.value.id == "self" or call.func.value.id[:1].isupper())
    )


class NeedsCallerError(Exception):
    """A name is a parameter, and the place is not bound to a call that fills it."""


def argument(call: ast.Call, function: FunctionNode, name: str) -> ast.expr | None:
    """What a call passes for the parameter `name`; None when it leaves it to the default."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    index = names.index(name) if name in names else len(call.args)
    return call.args[index] if index < len(call.args) else None
