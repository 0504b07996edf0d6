"""Fields of Valves: fields of a pydantic model, with what Open WebUI makes of their types."""

from __future__ import annotations

from functools import cached_property

from owui_lint.analysis.pydantic.fields import ModelField
from owui_lint.component.valves.types import UNKNOWN_TYPE, ValveType, read_type


class Valve(ModelField):
    """One field of a Valves class."""

    @cached_property
    def type(self) -> ValveType:
        """The annotated type."""
        return read_type(self.form) if self.form is not None else UNKNOWN_TYPE

    @cached_property
    def is_simple(self) -> bool:
        """Whether pydantic certainly takes it as a field: its type, or the literal's, is a common one."""
        return self.type.is_known if self.annotation is not None else self.literal_type is not None
