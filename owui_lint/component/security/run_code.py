"""Calls that run what they are given as code, or hand it to a shell or an interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.contents import contents
from owui_lint.analysis.origins import Origin, origins
from owui_lint.analysis.syntax.names import UNKNOWN, dotted
from owui_lint.analysis.syntax.scopes import last_name
from owui_lint.analysis.uses import is_discarded
from owui_lint.component.runtime.threads import handed_to_thread
from owui_lint.host.store import load

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_FACTS = {
    group: frozenset(names) for group, names in load("curated/security_calls")["run_code"].items()
}
_RUN_CODE = _FACTS["functions"]
"""Functions that run their first argument, or code that is in it."""
_WITH_SHELL = _FACTS["with_shell"]
"""Functions that do so with `shell=True`, or for an interpreter with `-c`."""
_STARTING = _WITH_SHELL | _FACTS["programs"]
_LAST_NAMES = frozenset(n.rpartition(".")[2] for n in _RUN_CODE | _STARTING | _FACTS["loaders"])


@dataclass(frozen=True)
class EvaluatedInput:
    """A call that runs data as code, by the name of what it calls."""

    call: cst.Call
    name: str


def evaluated_inputs(component: Component) -> Iterator[EvaluatedInput]:
    """Each such call whose code is not known from the text."""
    for call in component.of(cst.Call):
        name = component.qualified(call.func) if _may_run(call) else None
        given = _given(component, call, name) if name is not None else None
        if name is None or given is None:
            name, given = _in_thread(component, call)
        if name is None or given is None or _is_safe(component, given):
            continue
        if name.rpartition(".")[2] != "compile" or _is_run(component, call, given):
            yield EvaluatedInput(call, name)


def _may_run(call: cst.Call) -> bool:
    return last_name(call.func) in _LAST_NAMES or isinstance(call.func, cst.Name)


def _given(component: Component, call: cst.Call, name: str) -> cst.BaseExpression | None:
    """What the call runs; None where it runs nothing, or that is not known."""
    if not call.args or any(arg.star for arg in call.args):
        return None
    by_name = {arg.keyword.value: arg.value for arg in call.args if arg.keyword is not None}
    positional = [arg.value for arg in call.args if arg.keyword is None]
    first = positional[0] if positional else call.args[0].value
    if not positional and "args" in by_name:
        first = by_name["args"]
    if name in _RUN_CODE:
        return first
    if name in _FACTS["loaders"]:
        loader = by_name.get("Loader") or (positional[1] if len(positional) > 1 else None)
        written = dotted(loader) if loader is not None else None
        return first if (written or "").rpartition(".")[2] in _FACTS["unsafe_loaders"] else None
    if name not in _STARTING:
        return None
    if name in _WITH_SHELL and component.literal(by_name.get("shell")) is True:
        return first
    if name in _WITH_SHELL:
        words = first.elements if isinstance(first, (cst.List, cst.Tuple)) else ()
        return _code_for_interpreter(component, [word.value for word in words])
    return _code_for_interpreter(component, positional)


def _code_for_interpreter(
    component: Component, words: list[cst.BaseExpression]
) -> cst.BaseExpression | None:
    """What follows `-c` in the words of a command for a shell or an interpreter."""
    if len(words) < 3:
        return None
    program = component.literal(words[0])
    known = isinstance(program, str) and program.rpartition("/")[2] in _FACTS["interpreters"]
    if not known and component.qualified(words[0]) != "sys.executable":
        return None
    for word, following in pairwise(words[1:]):
        if component.literal(word) in _FACTS["options_before_code"]:
            return following
    return None


def _in_thread(
    component: Component, call: cst.Call
) -> tuple[str | None, cst.BaseExpression | None]:
    """The function and what it runs of `asyncio.to_thread(exec, code)`."""
    reference = handed_to_thread(component, call)
    name = component.qualified(reference) if reference is not None else None
    if reference is None or name not in _RUN_CODE:
        return None, None
    values = [arg.value for arg in call.args if arg.keyword is None and not arg.star]
    at = next((index for index, value in enumerate(values) if value is reference), len(values))
    return name, values[at + 1] if at + 1 < len(values) else None


def _is_safe(component: Component, node: cst.BaseExpression) -> bool:
    """Whether it is a literal, or put together of literals and what is quoted for the shell."""
    return all(_is_quoted(component, end) for end in origins(component, node, through=_joined))


def _is_quoted(component: Component, end: Origin) -> bool:
    node = end.expression
    if isinstance(node, cst.Call) and component.qualified(node.func) in _FACTS["quoting"]:
        return True
    return node is not None and component.literal(node) is not UNKNOWN


def _joined(_component: Component, end: Origin) -> list[cst.BaseExpression]:
    """The texts of which one is put together."""
    node = end.expression
    is_sum = isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add)
    is_text = is_sum or isinstance(node, (cst.FormattedString, cst.ConcatenatedString))
    return contents(end.node) if is_text else []


def _is_run(component: Component, call: cst.Call, source: cst.BaseExpression) -> bool:
    """Whether compiled code is more than a check of its syntax, a tree, or part of an `exec` there."""
    if is_discarded(component, call):
        return False
    if isinstance(source, cst.Name):
        source = component.scope_of(source).sole_value(source.value) or source
    if isinstance(source, cst.Call) and component.qualified(source.func) in _FACTS["syntax_trees"]:
        return False
    arg = component.parent(call)
    taker = component.parent(arg) if isinstance(arg, cst.Arg) else None
    return not (isinstance(taker, cst.Call) and component.qualified(taker.func) in _RUN_CODE)
