"""Uses of a message's content as text, in hooks where it can be a list of parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.flow.outcomes import falls_through
from owui_lint.analysis.guards import ANYTHING, is_caught
from owui_lint.component.payload.paths import ITEM, Paths, names_other_role, paths_of

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import FunctionScope
    from owui_lint.component.model import Component

CONTENT = ("messages", ITEM, "content")
_OF_LISTS = frozenset(dir(list))
_TAKES_TEXT = {
    **dict.fromkeys((f"re.{n}" for n in ("search", "match", "fullmatch", "findall")), 1),
    **dict.fromkeys((f"re.{n}" for n in ("finditer", "split")), 1),
    **dict.fromkeys(("re.sub", "re.subn"), 2),
    "json.loads": 0,
    "html.escape": 0,
    "hashlib.sha256": 0,
}
"""Functions that fail on a list, and which argument of them the text is."""
_ERRORS = ANYTHING | {"AttributeError", "TypeError"}
_STRING_METHODS = frozenset(dir(str)) - _OF_LISTS


@dataclass(frozen=True)
class TextUse:
    """A content that is used as text.

    Attributes:
        node: what uses it
        content: the content, as it is written there
        paths: from which hooks it comes
        what: what is done with it: `.strip()`, `+`, `re.search`
    """

    node: cst.BaseExpression
    content: cst.BaseExpression
    paths: Paths
    what: str


def text_uses(component: Component) -> Iterator[TextUse]:
    """Yield each use as text of a content that nothing has looked at."""
    if "content" not in component.source.text:
        return
    for content, node, what in _candidates(component):
        paths = paths_of(component, content)
        if not paths or any(_inside(component, path.parameter, path.keys) for path in paths):
            continue
        if all(path.entry == "outlet" for path in paths) and not _wants_user(component, node):
            continue
        if not _is_seen_to(component, node):
            yield TextUse(node, content, paths, what)


def _wants_user(component: Component, node: cst.CSTNode) -> bool:
    """Whether the function tells messages of the person: in `outlet`, all others hold texts."""
    function = component.function_around(node)
    return function is not None and _names_user(component.tree.code_for_node(function.node))


def _inside(component: Component, parameter: str, keys: tuple[str, ...]) -> bool:
    """Whether a path leads to anything but a message's content (a pipeline's `pipe` takes `messages`)."""
    whole = keys if parameter != "messages" else ("messages", *keys)
    return whole != CONTENT or (parameter == "messages" and component.kind is None)


def _candidates(
    component: Component,
) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression, str]]:
    """Yield expressions that are used as a text must be: what, by what, and how it is called."""
    for call in component.of(cst.Call):
        func = call.func
        if isinstance(func, cst.Attribute) and func.attr.value in _STRING_METHODS:
            yield func.value, call, f".{func.attr.value}()"
        name = component.qualified(func) if call.args else None
        index = _TAKES_TEXT.get(name) if name is not None else None
        plain = [arg.value for arg in call.args if arg.keyword is None and not arg.star]
        if name is not None and index is not None and index < len(plain):
            yield plain[index], call, name
        if isinstance(func, cst.Attribute) and func.attr.value == "join" and _is_text(func.value):
            for argument in call.args:
                if isinstance(argument.value, (cst.GeneratorExp, cst.ListComp)):
                    yield argument.value.elt, call, ".join"
    for node in component.of(cst.BinaryOperation):
        if isinstance(node.operator, cst.Add):
            if _is_text(node.right):
                yield node.left, node, "+"
            if _is_text(node.left):
                yield node.right, node, "+"
    for statement in component.of(cst.AugAssign):
        if isinstance(statement.operator, cst.AddAssign) and _is_text(statement.value):
            yield statement.target, statement.target, "+="


def _is_text(node: cst.BaseExpression) -> bool:
    """Whether an expression is a literal text, or a sum with one."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, (cst.SimpleString, cst.FormattedString, cst.ConcatenatedString))


def _is_seen_to(component: Component, node: cst.CSTNode) -> bool:
    """Whether something around looks at the type, takes the error, or tells another role."""
    function = component.function_around(node)
    if function is None or not component.runs(node):
        return True
    around = [function, *_callers(component, function)]
    if any(_looks_at_types(component, one) for one in around):
        return True
    if is_caught(component, node, _ERRORS):
        return True
    calls = call_graph(component).callers(function)
    if any(is_caught(component, call, _ERRORS) for call in calls):
        return True
    return any(_tells_role(component, place) for place in (node, *calls))


def _callers(component: Component, function: FunctionScope) -> Iterator[FunctionScope]:
    for call in call_graph(component).callers(function):
        outer = component.function_around(call)
        if outer is not None:
            yield outer


def _looks_at_types(component: Component, function: FunctionScope) -> bool:
    """Whether the function asks anywhere whether something is a text or a list."""
    code = component.tree.code_for_node(function.node)
    if "isinstance(" not in code and "type(" not in code and "image_url" not in code:
        return False
    words = ("str", "list", "List", "Sequence", "image_url")
    return any(word in code for word in words)


def _tells_role(component: Component, node: cst.CSTNode) -> bool:
    """Whether a test around or before the place tells a role whose content is a text."""
    below = node
    for current in component.ancestors(node):
        if isinstance(current, (cst.FunctionDef, cst.Lambda)):
            return False
        if _tells_role_inside(component, current, below):
            return True
        below = current
    return False


def _tells_role_inside(component: Component, current: cst.CSTNode, below: cst.CSTNode) -> bool:
    """Whether `current` tells a role of what is in `below`, a part of it."""
    if isinstance(current, (cst.If, cst.IfExp)) and below is not current.test:
        is_other = below is current.orelse and "role" in component.tree.code_for_node(current.test)
        return is_other or _is_about_role(component, current.test)
    if isinstance(current, cst.BooleanOperation) and below is current.right:
        return _is_about_role(component, current.left)
    if isinstance(current, (cst.BaseSimpleComp, cst.DictComp)):
        return any(_is_about_role(component, item.test) for item in current.for_in.ifs)
    if isinstance(current, cst.IndentedBlock):
        before = takewhile(lambda statement: statement is not below, current.body)
        return any(
            isinstance(statement, cst.If)
            and not falls_through(component, statement.body)
            and _leaves_other_role(component, statement.test)
            for statement in before
        )
    return False


def _is_about_role(component: Component, test: cst.BaseExpression) -> bool:
    """Whether a test names a role other than the person's, or is about some other kind of message."""
    code = component.tree.code_for_node(test)
    return names_other_role(component, test) or ("role" in code and not _names_user(code))


def _leaves_other_role(component: Component, test: cst.BaseExpression) -> bool:
    """Whether what comes after an `if` that leaves is only about other roles."""
    code = component.tree.code_for_node(test)
    if "role" not in code:
        return False
    return not (_names_user(code) and "!=" in code)


def _names_user(code: str) -> bool:
    return '"user"' in code or "'user'" in code
