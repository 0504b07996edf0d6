"""What an event lacks for Open WebUI to look at it at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from owui_lint.analysis.values.value import DictValue, Value
from owui_lint.component.events.emissions import names_of

if TYPE_CHECKING:
    from owui_lint.host import Host


def missing_keys(host: Host, event: Value, types: Iterable[Value]) -> Iterator[str]:
    """Yield `type` or `data` where the event certainly lacks it; some types need no data."""
    if not isinstance(event, DictValue) or event.may_have_more_keys:
        return
    if not _has(event, "type"):
        yield "type"
    elif not _has(event, "data"):
        known = [host.event_type(name) for name in names_of(types)]
        if not known or any(one is None or one.data != "any" for one in known):
            yield "data"


def _has(table: DictValue, key: str) -> bool:
    return key in table.entries or key in table.nested_updates
