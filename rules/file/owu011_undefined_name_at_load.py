"""OWU011 undefined-name-at-load."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.flow.undefined import (
    is_conditional,
    missing_attributes,
    undefined_at_load,
)
from owui_lint.analysis.guards import is_caught
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import dotted
from owui_lint.component import Component
from owui_lint.component.valves.initial import unqualified_calls
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.refused import is_base_of_valves
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.host.standard_library import missing_from_python
from owui_lint.rule import Draft, Rule

_CAUGHT = frozenset({"", "AttributeError", "ImportError", "Exception", "BaseException"})


class UndefinedNameAtLoad(Rule):
    """A name that is needed while the file loads is not defined.

    ## What it does
    Reports names that the module level, a class body, a base, a decorator, a default or `__init__` reads
    and that nothing in the file defines by then, and names that Python 3.11 or pydantic 2 no longer have
    (`asyncio.coroutine`, `collections.Mapping`, `pydantic.BaseSettings`), and attributes of `self` that
    `__init__` reads and that nothing sets. Each name is reported once. Files with star imports,
    `globals()` or `exec` are silent, and so is code that runs in some cases only.

    ## Why is this bad?
    Open WebUI executes the file and creates the component when it is saved: a `NameError` there rejects
    the save, and at start the component is missing.

    ## Example
    ```python
    class Pipe:
        LIMIT = DEFAULT_LIMIT

        async def pipe(self, body: dict) -> str:
            return "echo"[: self.LIMIT]
    ```

    ## Use instead
    ```python
    DEFAULT_LIMIT = 100


    class Pipe:
        LIMIT = DEFAULT_LIMIT

        async def pipe(self, body: dict) -> str:
            return "echo"[: self.LIMIT]
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`: `exec(content, module.__dict__)`, then `module.Pipe()`; its
    image runs Python 3.11. Python documentation, "What's New", sections "Removed".
    """

    code = "OWU011"
    name = "undefined-name-at-load"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the first place of each such name."""
        seen: set[str] = set()
        starting = valves_of(component).starting_functions
        elsewhere = {id(call.func) for call in unqualified_calls(component)}
        for name in undefined_at_load(component, starting):
            if name.value in seen or is_base_of_valves(component, name) or id(name) in elsewhere:
                continue
            seen.add(name.value)
            in_function = isinstance(component.scope_of(name), FunctionScope)
            when = "creating the component" if in_function else "loading the file"
            remedy = "define or import it" if in_function else "define or import it above"
            yield self.finding(
                name, f"`{name.value}` is not defined here, so {when} raises NameError; {remedy}"
            )
        main = component.main
        for attribute in missing_attributes(component, main, starting) if main is not None else ():
            owner = dotted(attribute.value)
            yield self.finding(
                attribute,
                f"`{owner}.{attribute.attr.value}` is not defined, so creating the component fails; define it",
            )
        yield from self._removed_names(component, component.host)

    def _removed_names(self, component: Component, host: Host) -> Iterator[Draft]:
        removed = host.removed_names()
        for item in component.imports:
            if not item.name or item.level or not _is_at_load(component, item.node):
                continue
            if item.target in removed:
                yield self._removed(item.node, item.target, removed[item.target])
            elif item.name != "*":
                yield from self._missing(component, item.node, item.target)
        for attribute in component.of(cst.Attribute):
            if dotted(attribute) is None or not _is_at_load(component, attribute):
                continue
            name = component.qualified(attribute)
            if name is not None and name in removed and not _is_annotation(component, attribute):
                yield self._removed(attribute, name, removed[name])
            elif name is not None and not _is_annotation(component, attribute):
                yield from self._missing(component, attribute, name)

    def _missing(self, component: Component, node: cst.CSTNode, name: str) -> Iterator[Draft]:
        """Yield a name that the standard library has in no version: `from typing import Lst`."""
        missing = missing_from_python(name)
        if missing is None or not component.runs(node) or is_conditional(component, node):
            return
        module, last = missing
        yield self.finding(
            node, f"`{module}` has no `{last}`, so the file cannot be loaded; correct it"
        )

    def _removed(self, node: cst.CSTNode, name: str, version: str) -> Draft:
        new = Host.successor_of(name)
        remedy = f"use `{new}`" if new is not None else "use something else"
        return self.finding(
            node, f"`{name}` was removed in {version}, so the file cannot be loaded; {remedy}"
        )


def _is_at_load(component: Component, node: cst.CSTNode) -> bool:
    scopes = component.scope_of(node).outwards()
    inside = any(isinstance(scope, FunctionScope) for scope in scopes)
    return not inside and not is_caught(component, node, _CAUGHT)


def _is_annotation(component: Component, node: cst.CSTNode) -> bool:
    return any(isinstance(one, cst.Annotation) for one in component.ancestors(node))
