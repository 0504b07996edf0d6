"""Entry points: the hooks of a component that Open WebUI calls, and the public methods of `Tools`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.decorators import TRANSPARENT, wrappers_of
from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import Parameter, Scope, last_name
from owui_lint.host import EntryPointFacts, Host, Injection
from owui_lint.host.availability import version_of
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@dataclass(frozen=True)
class EntryPoint:
    """A hook of the component, or a public method of `Tools`, as it is in force.

    Attributes:
        name: how Open WebUI calls it
        kind: the component's kind
        facts: how Open WebUI calls it
        origin: "own", "inherited" (from a class of the file) or "assigned" (class body, `self.pipe = …`)
        node: its `def`, or the assignment
        function: what runs; None where the file does not show it (`pipes` as a list, a partial, an import)
        bound: whether the instance (or class) fills the first parameter
    """

    component: Component
    name: str
    kind: Kind
    facts: EntryPointFacts
    origin: str
    node: cst.CSTNode
    function: FunctionScope | None
    bound: bool

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters Open WebUI can fill: `self` left out; none where the function is not shown."""
        if self.function is None:
            return ()
        written = self.function.parameters
        takes_self = self.bound and bool(written) and not written[0].star  # `*args` keeps it
        return written[1 if takes_self else 0 :]

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((p for p in self.parameters if p.name == name), None)

    @property
    def payload(self) -> str | None:
        """The parameter that carries what the hook works on: `body`, `event`, or None."""
        return self.facts.payload

    @cached_property
    def injected(self) -> Mapping[str, Injection]:
        """Every parameter any release injects here, the payload apart."""
        return self.component.host.injected(self.kind, self.name)

    def gets(self, name: str) -> bool | None:
        """Whether the target injects a parameter of that name; None where that is not known."""
        injection = self.injected.get(name)
        return injection is not None and self.component.host.has(injection.availability)

    def gets_later(self, name: str) -> str | None:
        """The release newer than the target that first injects it."""
        injection = self.injected.get(name)
        since = injection.availability.since if injection is not None else None
        if since is None or self.gets(name) is not False:
            return None
        return since if version_of(since) > self.component.host.version else None

    def other_name(self, name: str) -> str | None:
        """The name by which the target passes a parameter that other releases pass as `name`."""
        others = self.component.host.names_of(name) - {name}
        return next((other for other in sorted(others) if self.gets(other)), None)

    def takes_other_name(self, name: str) -> bool:
        """Whether the signature names the parameter as other releases do, too: the author knows of both."""
        others = self.component.host.names_of(name) - {name}
        return any(parameter.name in others for parameter in self.parameters)

    @cached_property
    def takes_keywords(self) -> bool:
        """Whether it has `**kwargs`."""
        return any(p.star == "**" for p in self.parameters)

    @cached_property
    def is_plain(self) -> bool:
        """Whether what stands in the file is what Open WebUI calls: no decorator changes it."""
        return self.function is not None and self.function.decorator_names <= TRANSPARENT

    @property
    def _sets_signature(self) -> bool:
        """Whether the file gives a function of this name a `__signature__` of its own."""
        return any(
            isinstance(attribute.value, cst.Attribute) and attribute.value.attr.value == self.name
            for attribute in self.component.attributes_named.get("__signature__", ())
        )

    @cached_property
    def shows_signature(self) -> bool:
        """Whether Open WebUI sees the signature that stands in the file.

        A decorator of the file that uses `functools.wraps` and passes all arguments on hides nothing.
        """
        if self.function is None or self._sets_signature:
            return False
        if self.is_plain:
            return True
        for decorator in self.function.decorators:
            if last_name(decorator.decorator) not in TRANSPARENT:
                wrappers = wrappers_of(self.component, decorator)
                if not wrappers or not all(w.keeps_name and w.forwards for w in wrappers):
                    return False
        return True

    @cached_property
    def calls(self) -> list[cst.Call]:
        """The calls of it in the file, and of what it replaces: a hook may be a helper too."""
        return self.component.calls_of(self.function) if self.function is not None else []

    def is_passed_in_file(self, parameter: Parameter) -> bool:
        """Whether a call in this file may fill the parameter, under another name for the hook too."""
        if self.function is None:
            return False
        if any(may_fill(call, self.function, parameter) for call in self.calls):
            return True
        return self._is_handed_on and any(
            arg.keyword is not None and arg.keyword.value == parameter.name
            for call in self.component.of(cst.Call)
            for arg in call.args
        )

    @cached_property
    def _is_handed_on(self) -> bool:
        """Whether the file takes the hook without calling it: `again = self.pipe`, `getattr(self, "pipe")`."""
        return any(
            isinstance(node.value, cst.Name)
            and not isinstance(self.component.parent(node), cst.Call)
            for node in self.component.of(cst.Attribute)
            if node.attr.value == self.name
        ) or any(text(node) == self.name for node in self.component.of(cst.SimpleString))


def nearest_hook(kind: Kind, name: str) -> str | None:
    """The hook, of this kind or another, that a method of that name was likely meant to be.

    None for a name that is a hook as it is. A method of `Tools` is a tool under any name, unless it
    looks like one of the hooks that only run by themselves (`on_…`).
    """
    known = {
        hook
        for other in Kind
        if other is not Kind.FUNCTION
        for hook in Host.entry_points(other)
        if kind is not Kind.TOOLS or hook.startswith("on_")
    }
    if name in known:
        return None
    return next(iter(difflib.get_close_matches(name, sorted(known), 1, 0.85)), None)


def payload_candidates(entry: EntryPoint) -> list[Parameter]:
    """The required parameters with ordinary names: the payload, what was meant for it, and others.

    `__body__` is meant for the payload where nothing else takes it.
    """
    taken = entry.payload is None or entry.parameter(entry.payload) is not None
    meant = None if taken else f"__{entry.payload}__"
    return [p for p in entry.parameters if p.is_required and (not p.is_dunder or p.name == meant)]


def may_fill(call: cst.Call, function: FunctionScope, parameter: Parameter) -> bool:
    """Whether `call` of `function` may pass an argument for `parameter` (stars count as yes)."""
    if any(arg.star or (arg.keyword and arg.keyword.value == parameter.name) for arg in call.args):
        return True
    if parameter.keyword_only:
        return False
    positional = [p.name for p in function.parameters if p.star == "" and not p.keyword_only]
    given = sum(1 for arg in call.args if arg.keyword is None)
    if function.self_name is not None and isinstance(call.func, cst.Attribute):
        given += 1
    return parameter.name in positional[:given]


def is_public(name: str) -> bool:
    """Whether a method of that name is offered to the model when its class is `Tools`."""
    return not name.startswith("_")


def public_methods(component: Component) -> Iterator[tuple[str, FunctionScope]]:
    """The methods of `Tools` that Open WebUI makes tools of, by name, inherited ones included.

    Attributes of the instance that are callable become tools too, but nobody documents them as
    such: OWU511 speaks of those.
    """
    if component.main is None:
        return
    for name, function in component.main.methods():
        if is_public(name) and not function.is_accessor and not function.is_lambda:
            yield name, function


def entry_points(component: Component, *names: str) -> list[EntryPoint]:
    """Return the entry points of the component's class with these names; without names, all of them.

    Those that the class inherits from classes of the file or gets by assignment are included;
    of `Tools`, every public method is one.
    """
    found = _entry_points(component)
    return [found[name] for name in names or found if name in found]


@cached
def _entry_points(component: Component) -> dict[str, EntryPoint]:
    """Return the component's entry points by name, those of its fixed hooks or all tools."""
    main, kind = component.main, component.kind
    if main is None or kind is None:
        return {}
    names = [name for name, _ in public_methods(component)]
    if kind is not Kind.TOOLS:
        names = list(Host.entry_points(kind))
    found = (_entry_point(component, main, kind, name) for name in names)
    return {entry.name: entry for entry in found if entry is not None}


def _entry_point(
    component: Component, main: ClassModel, kind: Kind, name: str
) -> EntryPoint | None:
    facts = component.host.entry_point(kind, name)
    stored = main.stored.get(name, [])
    if facts is None:
        return None
    if stored:
        function, bound = None, False
        if len(stored) == 1 and stored[0].value is not None:
            function = _function(component, stored[0].value, stored[0].method)
            is_object = isinstance(stored[0].value, (cst.Attribute, cst.Call))
            bound = is_object and _takes_instance(function)
        return EntryPoint(component, name, kind, facts, "assigned", stored[0].node, function, bound)
    binding = main.member(name)
    if binding is None or binding.how in ("annotation", "delete", "class"):
        return None
    if not any(
        component.runs(b.node) for m in main.lineage for b in m.scope.bindings.get(name, ())
    ):
        return None  # `if False:`
    function = main.method(name) or _bound_value(component, binding, main.scope)
    own = name in main.scope.bindings
    origin = "assigned" if binding.how != "def" else "own" if own else "inherited"
    return EntryPoint(
        component, name, kind, facts, origin, binding.node, function, _takes_instance(function)
    )


def _function(
    component: Component, value: cst.BaseExpression, scope: FunctionScope
) -> FunctionScope | None:
    if isinstance(value, cst.Lambda):
        return component.function_of(value)
    return component.function_named(value, scope) or _call_of(component, value, scope)


def _call_of(
    component: Component, value: cst.BaseExpression | None, scope: Scope
) -> FunctionScope | None:
    """The `__call__` of an object of a class of the file: `self.pipe = Runner()`."""
    if not isinstance(value, cst.Call):
        return None
    model = component.class_named(value.func, scope)
    return model.method("__call__") if model is not None else None


def _bound_value(component: Component, binding: Binding, scope: Scope) -> FunctionScope | None:
    if isinstance(binding.value, cst.Lambda):
        return component.function_of(binding.value)
    return _call_of(component, binding.value, scope)


def _takes_instance(function: FunctionScope | None) -> bool:
    return function is not None and not function.is_static
