"""The kinds of component that Open WebUI, its Pipelines server and the templates know."""

from __future__ import annotations

import enum


class Kind(str, enum.Enum):
    """What a component is; the value is how options and JSON output spell it."""

    PIPE = "pipe"
    FILTER = "filter"
    ACTION = "action"
    EVENT = "event"
    TOOLS = "tools"
    PIPELINE = "pipeline"
    FUNCTION = "function"

    @property
    def class_name(self) -> str:
        """The name a class needs to be taken for this kind, such as `Pipe`."""
        return self.value.capitalize()

    @property
    def is_function(self) -> bool:
        """Whether Open WebUI stores the component as a Function (the templates' class is none)."""
        return self in _FUNCTIONS


_FUNCTIONS = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT})
