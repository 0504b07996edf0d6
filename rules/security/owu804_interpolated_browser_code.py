from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import UNKNOWN, Component, text
from owui_lint.component.scopes import FunctionScope
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class InterpolatedBrowserCode(Rule):
    '''JavaScript for the browser is put together from data.

    ## What it does
    Reports `execute` events whose code is built from values that are neither literals nor passed through
    `json.dumps`.

    ## Why is this bad?
    A quote in the text ends the JavaScript string: what follows runs in the user's session, with all the rights
    of the page.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Action:
        async def action(self, body: dict, __event_call__=None) -> None:
            text = body["messages"][-1]["content"]
            if __event_call__:
                await __event_call__({"type": "execute", "data": {"code": f"alert('{text}')"}})
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    import json


    class Action:
        async def action(self, body: dict, __event_call__=None) -> None:
            text = body["messages"][-1]["content"]
            if __event_call__:
                await __event_call__({"type": "execute", "data": {"code": f"alert({json.dumps(text)})"}})
    ```

    ## References
    Open WebUI documentation, "Events": `execute`.
    '''

    code = "OWU804"
    name = "interpolated-browser-code"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield the value that enters the code."""
        if '"execute"' not in component.source.text and "'execute'" not in component.source.text:
            return
        seen: set[int] = set()
        for dictionary in component.of(cst.Dict):
            code = _code_of_execute(dictionary)
            if code is None:
                continue
            for part in _interpolated(component, code):
                if id(part) not in seen and not _is_harmless(component, part):
                    seen.add(id(part))
                    yield self.finding(part, "Enters the JavaScript without `json.dumps`")


def _entry(dictionary: cst.Dict, key: str) -> cst.BaseExpression | None:
    for element in dictionary.elements:
        if isinstance(element, cst.DictElement) and text(element.key) == key:
            return element.value
    return None


def _code_of_execute(dictionary: cst.Dict) -> cst.BaseExpression | None:
    kind, data = _entry(dictionary, "type"), _entry(dictionary, "data")
    if text(kind) != "execute" or not isinstance(data, cst.Dict):
        return None
    return _entry(data, "code")


def _interpolated(
    component: Component, code: cst.BaseExpression, depth: int = 0
) -> Iterator[cst.BaseExpression]:
    """The expressions whose text becomes part of the code."""
    if isinstance(code, cst.FormattedString):
        for part in code.parts:
            if isinstance(part, cst.FormattedStringExpression):
                yield part.expression
    elif isinstance(code, cst.ConcatenatedString):
        yield from _interpolated(component, code.left, depth)
        yield from _interpolated(component, code.right, depth)
    elif isinstance(code, cst.BinaryOperation) and isinstance(code.operator, cst.Modulo):
        values = code.right.elements if isinstance(code.right, cst.Tuple) else None
        yield from (e.value for e in values) if values is not None else (code.right,)
    elif isinstance(code, cst.BinaryOperation):
        for side in (code.left, code.right):
            if isinstance(side, (cst.FormattedString, cst.BinaryOperation)):
                yield from _interpolated(component, side, depth)
            elif text(side) is None:
                yield side
    elif isinstance(code, cst.Call) and isinstance(code.func, cst.Attribute):
        if code.func.attr.value == "format" and text(code.func.value) is not None:
            yield from (arg.value for arg in code.args if not arg.star)
    elif isinstance(code, cst.Name) and depth < 3:
        value = component.scope_of(code).sole_value(code.value)
        if value is not None:
            yield from _interpolated(component, value, depth + 1)


_HARMLESS = frozenset(
    {"json.dumps", "int", "float", "len", "bool", "round", "abs", "base64.b64encode"}
)


def _is_harmless(component: Component, node: cst.BaseExpression, depth: int = 0) -> bool:
    if component.literal(node) is not UNKNOWN:
        return True
    if isinstance(node, cst.Call):
        func = node.func
        if isinstance(func, cst.Attribute) and isinstance(func.value, cst.Call):
            return _is_harmless(component, func.value, depth)  # json.dumps(x).replace("<", "…")
        return component.qualified(func) in _HARMLESS
    if isinstance(node, cst.IfExp):
        return _is_harmless(component, node.body, depth) and _is_harmless(
            component, node.orelse, depth
        )
    if isinstance(node, cst.Name) and depth < 4:
        if _is_always_literal(component, node):
            return True
        value = component.scope_of(node).sole_value(node.value)
        if isinstance(value, (cst.FormattedString, cst.BinaryOperation)):
            return all(
                _is_harmless(component, p, depth + 1) for p in _interpolated(component, value)
            )
        return value is not None and _is_harmless(component, value, depth + 1)
    return False


def _is_always_literal(component: Component, node: cst.Name) -> bool:
    """Whether the name is a parameter for which every call in the file gives a literal."""
    found = component.scope_of(node).lookup(node.value)
    if found is None or not isinstance(found[0], FunctionScope) or found[1][0].how != "parameter":
        return False
    function = found[0]
    parameter = function.parameter(node.value)
    calls = component.calls_of(function)
    if parameter is None or not calls or len(found[1]) != 1:
        return False
    arguments = [
        component.emissions.graph.argument(function, call, parameter).node for call in calls
    ]
    return all(a is not None and component.literal(a) is not UNKNOWN for a in arguments)
