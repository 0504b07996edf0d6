"""What decorators and wrappers make of a function: the name, docstring and signature that `inspect` shows.

`functools.wraps` hands all of them on, a bare wrapper has its own, and a decorator of another file
may do anything. `None` stands for what the file does not show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import dotted, text
from owui_lint.analysis.syntax.scopes import Parameter, Scope

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.bindings import Binding
    from owui_lint.component.model import Component

_DEEPEST = 8
"""Functions handed from one to the next, after which nothing is known."""
MOST_STEPS = 2_000
"""More expressions than this are not read for one tool: decorators that call each other branch."""
_SAME = frozenset(
    {"abc.abstractmethod", "atexit.register"}
    | {
        f"{module}.{name}"
        for module in ("typing", "typing_extensions")
        for name in ("final", "override")
    }
)
"""Decorators that give the function back."""
_WRAPPING = frozenset(
    {"functools.cache", "functools.lru_cache"}
    | {"contextlib.contextmanager", "contextlib.asynccontextmanager"}
)
"""Decorators of the standard library that put something else there, under its name and signature."""
_FACTORIES = frozenset(
    {"functools.lru_cache", "typing_extensions.deprecated", "warnings.deprecated"}
)
"""The same for decorators that are called first: `@lru_cache(maxsize=1)`."""
_UNTYPING = frozenset(f"{module}.no_type_check" for module in ("typing", "typing_extensions"))
_NO_MATTER = frozenset({"__module__", "__qualname__", "__dict__"})
"""Special attributes of a function that Open WebUI does not look at."""

Given = Mapping[int, "Shown"]
"""`id` of a parameter's node → the callable that is passed for it."""


@dataclass(frozen=True)
class Shown:
    """A callable as `inspect` shows it.

    Attributes:
        name: its `__name__`
        function: the function whose parameters, defaults and annotations it has
        documented: the text of its `__doc__`; None where it has none
        how: "function", "static", "class" (method objects), or "bound" (a method of an instance)
        is_typed: whether `typing.get_type_hints` finds its annotations
    """

    name: str
    function: FunctionScope
    documented: str | None
    how: str = "function"
    is_typed: bool = True

    def parameters(self, *, on_class: bool) -> tuple[Parameter, ...]:
        """The parameters of the signature of an attribute that an instance has itself, or from its class."""
        written = self.function.parameters
        fills = self.how in ("class", "bound") or (self.how == "function" and on_class)
        takes = fills and bool(written) and not written[0].star  # `*args` keeps it
        return written[1 if takes else 0 :]


class _Place(NamedTuple):
    """Where an expression is read.

    Attributes:
        scope: in which its names are looked up
        given: what the parameters of the functions around it are
        depth: the functions it was handed through
    """

    scope: Scope
    given: Given
    depth: int

    def into(self, scope: Scope) -> _Place:
        """One step on, in another scope."""
        return _Place(scope, self.given, self.depth + 1)


class Callables:
    """Reads the expressions of one component as callables."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._left = MOST_STEPS

    def bound(self, name: str, scope: Scope) -> Shown | None:
        """What a name of this very scope is in the end."""
        bindings = [b for b in scope.bindings.get(name, []) if self._component.runs(b.node)]
        if not bindings or (
            len(bindings) > 1 and not self._is_always_run(bindings[-1].node, scope)
        ):
            return None
        self._left = MOST_STEPS
        return self._of_binding(bindings[-1], _Place(scope, {}, 0))

    def value(self, node: cst.BaseExpression, scope: Scope) -> Shown | None:
        """What an expression is that stands in `scope`."""
        self._left = MOST_STEPS
        return self._value(node, _Place(scope, {}, 0))

    def _value(self, node: cst.BaseExpression, at: _Place) -> Shown | None:
        self._left -= 1
        if at.depth > _DEEPEST or self._left < 0:
            return None
        if isinstance(node, cst.Lambda):
            return self._function(self._component.function_of(node), at)
        if isinstance(node, cst.Name):
            return self._named(node, at)
        if isinstance(node, cst.Attribute):
            return self._attribute(node, at)
        return self._called(node, at) if isinstance(node, cst.Call) else None

    # -- names ------------------------------------------------------------------------------------

    def _named(self, node: cst.Name, at: _Place) -> Shown | None:
        found = at.scope.lookup(node.value)
        if found is None:
            return None
        around = set(map(id, self._component.ancestors(node)))
        bindings = [b for b in found[1] if id(b.node) not in around]  # `f = traced(f)`
        return self._of_binding(bindings[0], at.into(found[0])) if len(bindings) == 1 else None

    def _of_binding(self, binding: Binding, at: _Place) -> Shown | None:
        shown: Shown | None = None
        if binding.how == "parameter":
            shown = at.given.get(id(binding.node))
        elif binding.how == "def" and isinstance(binding.node, cst.FunctionDef):
            shown = self._function(self._component.function_of(binding.node), at)
        elif binding.how in ("assign", "walrus") and binding.value is not None:
            shown = self._value(binding.value, at)
        return self._changed(shown, binding.name, at) if shown is not None else None

    def _attribute(self, node: cst.Attribute, at: _Place) -> Shown | None:
        shown = self._function(self._component.function_named(node, at.scope), at)
        if shown is None or self._component.instance_class(node.value, at.scope) is None:
            return shown
        return replace(shown, how="bound") if shown.how == "function" else shown

    def _function(self, function: FunctionScope | None, at: _Place) -> Shown | None:
        """A function of the file with what its decorators make of it."""
        if function is None or at.depth > _DEEPEST:
            return None
        if function.is_lambda:
            return Shown("<lambda>", function, None)
        node = function.docstring
        written = text(node) if node is not None else None
        if node is not None and written is None:
            return None
        shown: Shown | None = Shown(function.name, function, written)
        outside = at.into(function.parent or function)
        for decorator in reversed(function.decorators):
            if shown is not None:
                shown = self._applied(decorator.decorator, [shown], outside)
        return shown

    def _dotted(self, node: cst.CSTNode, scope: Scope) -> str | None:
        """The dotted name of a function from elsewhere, through further names for it."""
        for _ in range(_DEEPEST):
            value = scope.sole_value(node.value) if isinstance(node, cst.Name) else None
            if value is None:
                break
            node = value
        return self._component.qualified(node, scope)

    # -- calls ------------------------------------------------------------------------------------

    def _called(self, call: cst.Call, at: _Place) -> Shown | None:
        """What `wrap(f)` gives: the same as the decorator `wrap` on `f`."""
        if any(arg.star or arg.keyword is not None for arg in call.args):
            return None
        found = [self._value(arg.value, at.into(at.scope)) for arg in call.args]
        known = [shown for shown in found if shown is not None]
        return self._applied(call.func, known, at) if known and len(known) == len(found) else None

    def _applied(
        self, func: cst.BaseExpression, values: Sequence[Shown], at: _Place
    ) -> Shown | None:
        """What calling `func` with one callable gives, with two for `update_wrapper`."""
        shown = values[0]
        name = self._dotted(func, at.scope)
        if name == "functools.update_wrapper" and len(values) == 2:
            return _wrapping(values[1])
        if len(values) != 1 or at.depth > _DEEPEST:
            return None
        if name in ("staticmethod", "classmethod"):
            return replace(shown, how=name.removesuffix("method"))
        if name in _SAME:
            return shown
        if name in _WRAPPING:
            return _wrapping(shown)
        if name in _UNTYPING:
            return replace(shown, is_typed=False)
        if isinstance(func, cst.Call):
            return self._by_factory(func, shown, at)
        decorator = self._component.function_named(func, at.scope)
        if decorator is None:
            return None
        is_method = decorator.owner is not None and isinstance(func, cst.Attribute)
        takes_self = is_method and decorator.self_name is not None
        return self._results(decorator, shown, at, skip=int(takes_self))

    def _by_factory(self, factory: cst.Call, shown: Shown, at: _Place) -> Shown | None:
        """What the decorator does that `factory` gives: `@wraps(f)`, `@lru_cache()`, one of the file."""
        name = self._dotted(factory.func, at.scope)
        if name == "functools.wraps":
            return self._wrapped(factory.args, at)
        if name in _FACTORIES:
            return _wrapping(shown)
        maker = self._component.function_named(factory.func, at.scope)
        returned = [node.value for node in maker.of(cst.Return)] if maker is not None else []
        if maker is None or len(returned) != 1 or not isinstance(returned[0], cst.Name):
            return None
        made = self._component.function_named(returned[0], maker)
        if made is None or made.parent is not maker:
            return None
        given = {**at.given, **self._handed(factory, maker, at)}
        return self._results(made, shown, at._replace(given=given))

    def _handed(self, factory: cst.Call, maker: FunctionScope, at: _Place) -> Given:
        """The callables that a factory is called with, by position."""
        pairs = zip(maker.parameters, factory.args, strict=False)
        plain = ((p, a.value) for p, a in pairs if not p.star and not a.star and a.keyword is None)
        found = ((p, self._value(value, at.into(at.scope))) for p, value in plain)
        return {id(parameter.node): shown for parameter, shown in found if shown is not None}

    def _wrapped(self, arguments: Sequence[cst.Arg], at: _Place) -> Shown | None:
        """What wraps the one argument; more of them say what is handed on."""
        if len(arguments) != 1 or arguments[0].star or arguments[0].keyword is not None:
            return None
        wrapped = self._value(arguments[0].value, at.into(at.scope))
        return _wrapping(wrapped) if wrapped is not None else None

    def _results(
        self, decorator: FunctionScope, shown: Shown, at: _Place, skip: int = 0
    ) -> Shown | None:
        """What a decorator of the file returns; None where that is not always the same.

        `skip` is the number of parameters before the one that takes the function.
        """
        if decorator.is_async or decorator.is_generator or decorator.decorators:
            return None
        plain = [p for p in decorator.parameters if p.star == "" and not p.keyword_only][skip:]
        if not plain:
            return None
        given = {**at.given, id(plain[0].node): shown}
        inside = _Place(decorator, given, at.depth + 1)
        found = {
            self._value(node.value, inside) if node.value is not None else None
            for node in decorator.of(cst.Return)
        }
        return found.pop() if len(found) == 1 else None

    # -- attributes that are set ------------------------------------------------------------------

    def _changed(self, shown: Shown, name: str, at: _Place) -> Shown | None:
        """The callable after `name.__doc__ = …` and the like in the scope that binds the name."""
        for call in at.scope.of(cst.Call):
            is_first = bool(call.args) and dotted(call.args[0].value) == name
            func = self._dotted(call.func, at.scope) if is_first else None
            if func == "functools.update_wrapper":
                wrapped = self._wrapped(call.args[1:], at)
                if wrapped is None:
                    return None
                shown = wrapped
            elif func == "setattr":
                return None
        for node in at.scope.of(cst.Assign):
            for target in node.targets:
                attribute = target.target
                if isinstance(attribute, cst.Attribute) and dotted(attribute.value) == name:
                    changed = self._set(shown, attribute.attr.value, node, at)
                    if changed is None:
                        return None
                    shown = changed
        return shown

    def _set(self, shown: Shown, attribute: str, node: cst.Assign, at: _Place) -> Shown | None:
        """The callable after one of its attributes is set."""
        if attribute in _NO_MATTER or not attribute.startswith("__"):
            return shown
        written = self._text(node.value, at) if self._is_always_run(node, at.scope) else None
        if written is None:
            return None
        if attribute == "__doc__":
            return replace(shown, documented=written[0])
        if attribute == "__name__" and written[0] is not None:
            return replace(shown, name=written[0])
        return None

    def _is_always_run(self, node: cst.CSTNode, scope: Scope) -> bool:
        """Whether the statement stands in no block of the scope but its own."""
        line = node if isinstance(node, cst.FunctionDef) else self._component.parent(node)
        block = self._component.parent(line) if line is not None else None
        return block is scope.node or (
            block is not None and self._component.parent(block) is scope.node
        )

    def _text(self, node: cst.BaseExpression, at: _Place) -> tuple[str | None] | None:
        """The text an expression is: a string, or `f.__name__` and `f.__doc__`; None where not known."""
        if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
            written = text(node)
            return (written,) if written is not None else None
        if isinstance(node, cst.Attribute) and node.attr.value in ("__name__", "__doc__"):
            other = self._value(node.value, at.into(at.scope))
            if other is not None:
                return (other.name if node.attr.value == "__name__" else other.documented,)
        return None


def _wrapping(shown: Shown) -> Shown | None:
    """A function that wraps another: it has its name, docstring and signature, and is bound anew."""
    return replace(shown, how="function") if shown.how != "bound" else None
