"""What is wrong with the data of an event: it is held against a pydantic model made from Open WebUI's facts."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    InstanceOf,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
    create_model,
)

from owui_lint.analysis.call_graph import CallContext, UnboundParameterError
from owui_lint.analysis.syntax.names import UNKNOWN, Unknown
from owui_lint.analysis.values.value import (
    Constant,
    DictValue,
    ListValue,
    StrValue,
    TypedValue,
    Value,
    json_type,
)
from owui_lint.component.events.emissions import Emissions, Event
from owui_lint.host import EventField, EventType, Host

_TYPES: dict[str, Any] = {
    "string": StrictStr,
    "boolean": StrictBool,
    "number": StrictInt | StrictFloat,
    "array": list[Any],
    "object": dict[str, Any],
}
_SAMPLES: dict[str, object] = {
    "string": "",
    "boolean": False,
    "number": 0,
    "array": [],
    "object": {},
}
_WORDS = {
    "string": "a string",
    "boolean": "a boolean",
    "number": "a number",
    "array": "a list",
    "object": "a dict",
}
MOST_DEPTH = 4
"""Lists and dicts nested deeper than this are not looked into: no page reads that far."""


class _Open(dict[str, object]):
    """A dict that may have further keys."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the data of an event.

    Attributes:
        key: what it is about: a key, a path of keys (`metadata[0].source`), or "" for the data as a whole
        expected: the JSON types it should have, in words; None where it is missing
        site: the call at which it was written
    """

    key: str
    expected: str | None
    site: cst.Call


def problems(emissions: Emissions, event: Event, event_type: EventType) -> Iterator[Problem]:
    """What the page cannot use in the data of `event`.

    First what the event itself shows, at its own place; then what depends on arguments of the
    helpers it goes through, at the calls that give them.
    """
    seen: set[tuple[str, str | None]] = set()
    try:
        shown = _samples(emissions, event, event.calls, force=False)
    except UnboundParameterError:
        shown = []
    for found in _certain_complaints(shown, event_type):
        if found not in seen:
            seen.add(found)
            yield Problem(*found, event.site)

    def read(calls: CallContext) -> list[object]:
        return _samples(emissions, event, calls, force=True)

    for calls, samples in emissions.graph.contexts(read, event.calls):
        site = emissions.graph.call_site(event.emission.call, calls)
        for found in _certain_complaints(samples, event_type):
            if found not in seen:
                yield Problem(*found, site)


# -- data as plain Python ----------------------------------------------------------------------


def _samples(
    emissions: Emissions, event: Event, calls: CallContext, *, force: bool
) -> list[object]:
    """Stand-ins for the data: what is known in place, `UNKNOWN` for the rest."""
    return [_sample(emissions, value, force, MOST_DEPTH) for value in emissions.data(event, calls)]


def _sample(emissions: Emissions, value: Value, force: bool, depth: int) -> object:
    if depth == 0:
        return UNKNOWN
    if isinstance(value, StrValue):
        return value.start
    if isinstance(value, Constant):
        return UNKNOWN if value.value is None else value.value
    if isinstance(value, TypedValue):
        return _SAMPLES[value.type]
    evaluator = emissions.evaluator
    if isinstance(value, ListValue):
        reads = (functools.partial(evaluator.values, ref) for ref in value.items)
        return [_followed(emissions, read, force, depth) for read in reads]
    if isinstance(value, DictValue):
        found: dict[str, object] = _Open() if value.may_have_more_keys else {}
        for key in {**value.entries, **value.nested_updates}:
            read = functools.partial(evaluator.entry, value, key)
            found[key] = _followed(emissions, read, force, depth)
        return found
    return UNKNOWN


def _followed(
    emissions: Emissions, read: Callable[[], list[Value]], force: bool, depth: int
) -> object:
    """The value that `read` gives; unknown where it depends on a call that is not looked at."""
    try:
        values = read()
    except UnboundParameterError:
        if force:
            raise
        return UNKNOWN
    return _agreed(emissions, values, force, depth)


def _agreed(emissions: Emissions, values: list[Value], force: bool, depth: int) -> object:
    """The one value, or one of several of the same type."""
    if len({json_type(value) for value in values}) != 1:
        return UNKNOWN
    if len(values) > 1 and isinstance(values[0], (DictValue, ListValue)):
        return UNKNOWN
    return _sample(emissions, values[0], force, depth - 1)


# -- models ------------------------------------------------------------------------------------


def _certain_complaints(
    samples: list[object], event_type: EventType
) -> Iterator[tuple[str, str | None]]:
    """What is wrong with the data, whichever of several values it has.

    Values of several types come from a helper that gives back what it is given: of which type they are
    here is not known then, and only what is wrong with all of them counts.
    """
    found = [dict.fromkeys(_complaints(sample, event_type)) for sample in samples]
    are_alike = len({type(sample) for sample in samples}) < 2
    for index, complaints in enumerate(found):
        for complaint in complaints:
            if are_alike or (index == 0 and all(complaint in other for other in found)):
                yield complaint


def _complaints(sample: object, event_type: EventType) -> Iterator[tuple[str, str | None]]:
    if sample is UNKNOWN or event_type.data == "any":
        return
    if not isinstance(sample, dict) or event_type.data != "object":
        if not isinstance(sample, _python_type(event_type.data)):
            yield "", _WORDS[event_type.data]
        return
    try:
        _model(event_type.name).model_validate(sample)
    except ValidationError as error:
        yield from _explained(error, sample, event_type)


def _explained(
    error: ValidationError, sample: dict[str, object], event_type: EventType
) -> Iterator[tuple[str, str | None]]:
    reported: set[str] = set()
    for details in error.errors(include_url=False, include_context=False, include_input=False):
        place = details["loc"]
        key = str(place[0])
        field = event_type.fields[key]
        if details["type"] == "missing" and len(place) == 1:
            excused = isinstance(sample, _Open) or any(
                sample.get(other, False) is not False for other in field.unless
            )
            if not excused:
                yield key, None
        elif key not in reported:
            reported.add(key)
            yield _wrong_type(key, field, [str(part) for part in place[1:]])


def _wrong_type(key: str, field: EventField, inside: list[str]) -> tuple[str, str]:
    """The key, or the key inside the items of a list, that has a wrong type, and what it should have."""
    for part in inside:
        if field.keys and part in field.keys:
            return f"{key}[].{part}", _words(field.keys[part].types)
    return key, _words(field.types)


def _words(types: tuple[str, ...]) -> str:
    return " or ".join(_WORDS[one] for one in types if one != "number" or len(types) == 1)


def _python_type(json: str) -> type:
    return type(_SAMPLES[json])


@functools.cache
def _model(name: str) -> type[BaseModel]:
    """The model of one type's data; unknown values and None fit everywhere."""
    return _make(name, Host.event_types()[name].fields, needed=True)


def _make(name: str, fields: Mapping[str, EventField], *, needed: bool) -> type[BaseModel]:
    definitions: dict[str, Any] = {}
    for number, (key, field) in enumerate(fields.items()):
        default = ... if needed and field.needed else None
        # numbered: keys such as `copy` or `model_config` are none that pydantic takes
        definitions[f"field_{number}"] = (_annotation(name, key, field), Field(default, alias=key))
    return create_model(name, __config__=ConfigDict(extra="allow"), **definitions)


def _annotation(name: str, key: str, field: EventField) -> Any:
    if not field.types:
        return Any
    members = [_TYPES[one] for one in field.types]
    if field.keys:
        inner: Any = InstanceOf[Unknown] | _make(f"{name}.{key}", field.keys, needed=False)
        members = [list[inner] if one == "array" else inner for one in field.types]
    return functools.reduce(operator.or_, members, InstanceOf[Unknown] | None)
