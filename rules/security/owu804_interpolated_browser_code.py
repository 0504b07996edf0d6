from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import UNKNOWN, Component, text
from owui_lint.component.syntax.scopes import FunctionScope
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
    elif _filled_in(code):
        yield from _filled_in(code)
    elif isinstance(code, cst.BinaryOperation):
        for side in (code.left, code.right):
            if isinstance(side, (cst.FormattedString, cst.BinaryOperation)):
                yield from _interpolated(component, side, depth)
            elif text(side) is None:
                yield side
    elif isinstance(code, cst.Name) and depth < 3:
        value = component.scope_of(code).sole_value(code.value)
        if value is not None:
            yield from _interpolated(component, value, depth + 1)


def _filled_in(code: cst.BaseExpression) -> list[cst.BaseExpression]:
    """What `"…" % values` and `"…".format(values)` put into their text."""
    if isinstance(code, cst.BinaryOperation) and isinstance(code.operator, cst.Modulo):
        right = code.right
        return [e.value for e in right.elements] if isinstance(right, cst.Tuple) else [right]
    func = code.func if isinstance(code, cst.Call) else None
    if not isinstance(func, cst.Attribute) or func.attr.value != "format":
        return []
    assert isinstance(code, cst.Call)
    return [arg.value for arg in code.args if not arg.star] if text(func.value) is not None else []


_HARMLESS = frozenset(
    {"json.dumps", "int", "float", "len", "bool", "round", "abs", "base64.b64encode"}
    | {"uuid.uuid1", "uuid.uuid4", "time.time", "secrets.token_hex"}
)


def _is_harmless(component: Component, node: cst.BaseExpression, depth: int = 0) -> bool:
    if component.literal(node) is not UNKNOWN:
        return True
    if isinstance(node, cst.Call):
        func = node.func
        if isinstance(func, cst.Attribute) and isinstance(func.value, cst.Call):
            return _is_harmless(component, func.value, depth)  # json.dumps(x).replace("<", "…")
        name = component.qualified(func)
        if name == "str" and len(node.args) == 1:
            return _is_harmless(component, node.args[0].value, depth + 1)
        return name in _HARMLESS or _gives_harmless(component, node, depth)
    if isinstance(node, cst.Subscript) or (
        isinstance(node, cst.Attribute) and node.attr.value == "hex"
    ):
        return isinstance(node.value, cst.Call) and _is_harmless(component, node.value, depth + 1)
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


def _gives_harmless(component: Component, call: cst.Call, depth: int) -> bool:
    """Whether the call is one of a helper of the file that returns nothing else."""
    function = component.callee(call)
    if function is None or depth > 3 or function.is_async or function.is_generator:
        return False
    values = [node.value for node in function.of(cst.Return)]
    return bool(values) and all(
        value is not None and _is_harmless(component, value, depth + 1) for value in values
    )


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
