"""What Open WebUI makes of the fields of Valves: how it draws, saves and reads them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from owui_lint.host.availability import Availability
from owui_lint.host.base import HostBase
from owui_lint.host.store import load

_ALWAYS = "0.3.35-"


@dataclass(frozen=True, slots=True)
class ValveTypeFacts:
    """What pydantic and Open WebUI make of a type.

    `schema` is the JSON type that the settings page sees (`string`, `number`, `boolean`, `array`,
    `object`, `any`), `stored` the releases that can save a value of it and read it back.
    """

    schema: str
    stored: Availability


class ValveFacts(HostBase):
    """How Open WebUI shows and saves the fields of Valves."""

    @staticmethod
    def valve_types() -> Mapping[str, ValveTypeFacts]:
        """The types that are known, by dotted name."""
        return _valve_types()

    @staticmethod
    def plain_enum_stored() -> Availability:
        """In which releases a member of an Enum that is neither `str` nor `int` can be saved."""
        return Availability.parse(load("kept/valves")["plain_enum_stored"])

    @staticmethod
    def valve_inputs() -> Mapping[str, Availability]:
        """The values of `input.type` that the settings page draws, with their releases."""
        return _valve_inputs()

    @staticmethod
    def valve_input(name: str) -> Availability | None:
        """The releases that draw this input; None when none does."""
        return _valve_inputs().get(name)

    @staticmethod
    def valve_inputs_with_options() -> frozenset[str]:
        """The inputs that are not drawn without `options`."""
        return frozenset(load("kept/valves")["input_with_options"])

    @staticmethod
    def option_parameters() -> frozenset[str]:
        """The parameters that Open WebUI passes to the method that gives a valve's options."""
        return frozenset(load("kept/valves")["option_parameters"])

    def looks_at_valve_inputs(self) -> bool:
        """Whether the settings page looks at `input` at all: then it draws nothing for unknown ones."""
        return any(self.has(availability) for availability in _valve_inputs().values())


@functools.cache
def _valve_types() -> Mapping[str, ValveTypeFacts]:
    return {
        name: ValveTypeFacts(entry["schema"], Availability.parse(entry.get("stored", _ALWAYS)))
        for name, entry in load("kept/valves")["types"].items()
    }


@functools.cache
def _valve_inputs() -> Mapping[str, Availability]:
    return {name: Availability.parse(at) for name, at in load("events")["valve_inputs"].items()}
