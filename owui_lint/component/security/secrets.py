"""Secrets in the text of a component, and where the secrets of its valves go."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from owui_lint.analysis.reads import reads
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.matchers import subscript_key
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.uses import Use, uses
from owui_lint.component.entry.points import entry_points
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.security.secret_names import is_secret_name
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.component.valves.uses import ValveUse
from owui_lint.host.store import load

if TYPE_CHECKING:
    from owui_lint.component.model import Component


class _Shape(NamedTuple):
    """What keys look like."""

    pattern: re.Pattern[str]
    marks: tuple[str, ...]
    """Every key holds one of these: without them in the file, no literal needs to be searched."""


@functools.cache
def _shapes() -> dict[str, _Shape]:
    """Return provider → the shape of its keys."""
    stored = load("curated/secrets")["shapes"].items()
    return {
        provider: _Shape(re.compile(shape["pattern"]), tuple(shape["marks"]))
        for provider, shape in stored
    }


@functools.cache
def _placeholder() -> re.Pattern[str]:
    return re.compile("|".join(load("curated/secrets")["placeholders"]), re.IGNORECASE)


_SHORTEST = 16
"""Shorter values of secret-named constants are words, demo passwords and names of local servers."""
_LEAST_ENTROPY = 3.2
"""Bits for each character: words and repeated letters have less, random keys more."""
_LEAST_DIGITS = 0.1
"""Share of digits: a name of words and a number has less."""
_IDENTIFIER = re.compile(r"[a-z]+(?:[._:-](?:[a-z]+|v?\d+))+", re.IGNORECASE)
"""Words and numbers with marks between them: the name of a setting, an event, a key of a cache."""


@dataclass(frozen=True)
class HardCodedSecret:
    """A secret in the text: its literal, and what shows that it is one (never the value)."""

    node: cst.BaseExpression
    reason: str


def hard_coded_secrets(component: Component) -> Iterator[HardCodedSecret]:
    """Literals with the shape of a provider's key, and random-looking values of secret-named constants."""
    found: set[int] = set()
    shapes = _shapes_in(component.source.text)
    for node in component.of(cst.SimpleString) if shapes else ():
        value = text(node)
        if value is None or len(value) < _SHORTEST:
            continue
        provider = _provider_of(value, shapes)
        if provider is not None:
            found.add(id(node))
            yield HardCodedSecret(node, f"This looks like a key of {provider}, written")
    for name, value_node in _named_values(component):
        value = _credential(name, value_node)
        if value is None or id(value_node) in found:
            continue
        if looks_random(value):
            found.add(id(value_node))
            yield HardCodedSecret(value_node, f"The secret `{name}` is written")


_AUTHORIZATIONS = re.compile(r"(?:Bearer|Token|Basic|Api-?Key)\s+(\S+)$", re.IGNORECASE)


def _credential(name: str, node: cst.BaseExpression) -> str | None:
    """The value of a literal whose name says that it is a secret; None for others."""
    if not isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        return None
    if name.lower() == "authorization":
        match = _AUTHORIZATIONS.match(text(node) or "")
        return match.group(1) if match is not None else None
    return text(node) if is_secret_name(name) else None


def _shapes_in(source: str) -> dict[str, re.Pattern[str]]:
    """The shapes that something in the text may have: none, in most files."""
    return {
        provider: shape.pattern
        for provider, shape in _shapes().items()
        if any(mark in source for mark in shape.marks)
    }


def _provider_of(value: str, shapes: dict[str, re.Pattern[str]]) -> str | None:
    """The provider whose keys look like the value (or a part of it); None for placeholders."""
    for provider, shape in shapes.items():
        match = shape.search(value)
        if match is not None and _entropy(match.group()) >= _LEAST_ENTROPY:
            return None if _is_placeholder(match.group()) else provider
    return None


def looks_random(value: str) -> bool:
    """Whether a value is a key rather than a word, a name or a placeholder."""
    if len(value) < _SHORTEST or _is_placeholder(value) or re.search(r"[\s/{}$]|://", value):
        return False
    if _IDENTIFIER.fullmatch(value):
        return False
    digits = sum(letter.isdigit() for letter in value)
    mixed = digits >= _LEAST_DIGITS * len(value) and any(letter.isalpha() for letter in value)
    return mixed and _entropy(value) >= _LEAST_ENTROPY


def _is_placeholder(value: str) -> bool:
    return _placeholder().search(value) is not None


def _entropy(value: str) -> float:
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)


_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get"})


def _passed_values(component: Component) -> Iterator[tuple[str, cst.BaseExpression]]:
    """Names and values of arguments, of parameters' defaults, of entries of dicts, of the environment."""
    for call in component.of(cst.Call):
        for arg in call.args:
            if arg.keyword is not None:
                yield arg.keyword.value, arg.value
        if len(call.args) == 2 and component.qualified(call.func) in _ENVIRONMENT:
            yield text(call.args[0].value) or "", call.args[1].value
    for function in component.functions:
        for parameter in function.parameters:
            if parameter.default is not None:
                yield parameter.name, parameter.default
    for element in component.of(cst.DictElement):
        yield text(element.key) or "", element.value
    for node in component.of(cst.Assign):
        target = node.targets[0].target
        if isinstance(target, cst.Subscript):
            yield subscript_key(target) or "", node.value


def _named_values(component: Component) -> Iterator[tuple[str, cst.BaseExpression]]:
    """Names and the literals they are given: valves with their defaults, constants, attributes of `self`."""
    yield from _passed_values(component)
    for _, valve in valves_of(component).fields:
        if valve.default is not None:
            yield valve.name, valve.default
    for scope in component.scopes:
        for name, bindings in scope.bindings.items():
            for binding in bindings:
                if binding.how == "assign" and binding.value is not None:
                    yield name, binding.value
    if component.main is not None:
        for name, assignments in component.main.stored.items():
            for stored in assignments:
                if stored.value is not None:
                    yield name, stored.value


@dataclass(frozen=True)
class Disclosure:
    """A secret that enters a text which others see.

    Attributes:
        node: where it leaves: the call, `return`, `raise` or `assert`
        valve: where the valve is read
        name: the valve; None for the whole of the valves
        sink: "logged", "printed", "emitted to the chat" …
    """

    node: cst.CSTNode
    valve: cst.BaseExpression
    name: str | None
    sink: str


class Sink(NamedTuple):
    """Where a value is shown, and how."""

    how: str
    node: cst.CSTNode


def disclosures(component: Component) -> Iterator[Disclosure]:
    """The secrets of valves that are shown."""
    valves = valves_of(component)
    yield from _disclosed(component, valves.valves, valves.own_uses)
    yield from _disclosed(component, valves.user_valves, valves.user_uses)


def _disclosed(
    component: Component, holder: ValvesClass | None, uses: list[ValveUse]
) -> Iterator[Disclosure]:
    """The secrets of one class of valves that are shown."""
    fields = holder.fields if holder is not None else ()
    secrets = {name for name in fields if is_secret_name(name)}
    if not secrets:
        return
    for use in uses:
        if use.how != "whole" and use.name not in secrets | _DUMPS:
            continue
        place: cst.BaseExpression = use.place
        if use.name in _DUMPS:
            call = component.parent(place)
            if not isinstance(call, cst.Call) or _leaves_out(call):
                continue
            place = call
        if not _is_in_init(component, use.place):
            name = use.name if use.name in secrets else None
            for sink in sinks_of(component, place):
                yield Disclosure(sink.node, use.place, name, sink.how)


def _is_in_init(component: Component, place: cst.CSTNode) -> bool:
    """Whether the component is just being made there, of defaults, which the file shows anyway."""
    function = component.function_around(place)
    if function is None or function.name != "__init__":
        return False
    made = [stored.value for stored in valves_of(component).stored()]
    return all(isinstance(value, cst.Call) and not value.args for value in made)


_DUMPS = frozenset({"model_dump", "model_dump_json", "dict", "json"})
_CHOOSING = frozenset({"exclude", "include", "exclude_unset", "exclude_defaults"})
"""Arguments of `model_dump` that may leave the secret out."""
_TEXT_MAKERS = frozenset({"str", "repr", "json.dumps", "dict", "vars", "pprint.pformat"})
_PRINTERS = frozenset({"print", "pprint.pprint", "pprint.pp", "rich.print"})
_PRINTERS_OF_TEXT = frozenset({"sys.stdout.write", "sys.stderr.write", "warnings.warn"})
_LOG_METHODS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log"}
)


def _leaves_out(dump: cst.Call) -> bool:
    names = {arg.keyword.value for arg in dump.args if arg.keyword is not None}
    return bool(names & _CHOOSING) or any(arg.star for arg in dump.args)


def sinks_of(component: Component, node: cst.BaseExpression) -> Iterator[Sink]:
    """Yield where a value goes that is put into texts and passed on unchanged, as far as others see it."""
    for end in uses(component, node, until=_is_sink, through=_texts_with):
        sink = _sink(component, end.node)
        if sink is not None:
            yield sink


def _is_sink(component: Component, one: Use) -> bool:
    return _sink(component, one.node) is not None


def _texts_with(component: Component, one: Use) -> Iterable[cst.BaseExpression] | None:
    """The texts and containers that a value is put into."""
    parent = component.parent(one.node)
    while isinstance(parent, _TRANSPARENT):
        if isinstance(parent, cst.BaseExpression):
            return [parent]
        parent = component.parent(parent)
    if isinstance(parent, cst.BinaryOperation) and isinstance(
        parent.operator, (cst.Add, cst.Modulo)
    ):
        return [parent]
    if isinstance(parent, cst.AugAssign) and isinstance(parent.target, cst.Name):
        return reads(component, parent.target)
    call = component.parent(parent) if isinstance(parent, cst.Arg) else None
    if isinstance(call, cst.Call):
        makes_text = component.qualified(call.func) in _TEXT_MAKERS or _is_format(call.func)
        return [call] if makes_text else None
    return None


_TRANSPARENT = (
    cst.FormattedStringExpression,
    cst.FormattedString,
    cst.ConcatenatedString,
    cst.Tuple,
    cst.Element,
    cst.List,
    cst.Dict,
    cst.DictElement,
)


def _sink(component: Component, node: cst.BaseExpression) -> Sink | None:
    """How others see a value where it is; None where they do not."""
    parent = component.parent(node)
    if isinstance(parent, (cst.Return, cst.Yield)):
        is_shown = _is_shown(component, component.function_around(parent))
        return Sink("returned to the chat", parent) if is_shown else None
    if isinstance(parent, cst.Assert) and parent.msg is node:
        return Sink("put into an error", parent)
    call = component.parent(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return None
    name, emissions, raised = (
        component.qualified(call.func),
        emissions_of(component),
        component.parent(call),
    )
    if name in _PRINTERS | _PRINTERS_OF_TEXT:
        return Sink("printed", call)
    if isinstance(call.func, cst.Attribute) and _is_logging(component, call.func):
        return Sink("logged", call)
    if id(call) in emissions.by_call or _is_told(component, call, node):
        return Sink("emitted to the chat", call)
    return Sink("put into an error", raised) if isinstance(raised, cst.Raise) else None


def _is_told(component: Component, call: cst.Call, value: cst.BaseExpression) -> bool:
    """Whether it is a text for a helper that emits: that is what it emits, unlike headers and clients."""
    callee = component.callee(call)
    return (
        callee is not None
        and id(callee.node) in emissions_of(component).emitting_functions
        and isinstance(value, (cst.FormattedString, cst.BinaryOperation))
    )


def _is_logging(component: Component, func: cst.Attribute) -> bool:
    holder = component.tree.code_for_node(func.value).lower()
    return func.attr.value in _LOG_METHODS and "log" in holder


def _is_format(func: cst.BaseExpression) -> bool:
    """`"…".format`"""
    is_format = isinstance(func, cst.Attribute) and func.attr.value == "format"
    return is_format and isinstance(cst.ensure_type(func, cst.Attribute).value, cst.SimpleString)


def _is_shown(component: Component, function: FunctionScope | None) -> bool:
    """Whether what the function returns goes to the chat or the model."""
    entries = entry_points(component) if function is not None else []
    return any(e.function is function and e.facts.shows_result for e in entries)
