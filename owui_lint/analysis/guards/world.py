"""What is known of the place where a file runs; told by whoever asks, as this package knows Python only."""

from __future__ import annotations

from typing import Protocol

from owui_lint.analysis.syntax.names import UNKNOWN, Import


class World(Protocol):
    """One release of what the file runs in.

    Attributes:
        python: the Python versions it may run on, (major, minor) each
    """

    @property
    def python(self) -> tuple[tuple[int, int], ...]:
        """The Python versions it may run on, (major, minor) each."""

    def value(self, name: str) -> object:
        """Return what a dotted imported name is worth; `UNKNOWN` where nobody knows."""

    def has(self, name: str) -> bool | None:
        """Return whether a module, or a member of one, is there; None where nobody knows."""

    def is_coroutine_function(self, name: str) -> bool | None:
        """Return whether a dotted name is an `async def`; None where nobody knows."""

    def installed(self, distribution: str) -> object:
        """Return the version of an installed distribution; `UNKNOWN` where nobody knows."""

    def changes(self, name: str) -> bool:
        """Return whether what a dotted name is differs by release, so that asking for it asks for that."""

    def tells_release(self, name: str) -> bool:
        """Return whether a name that the file does not explain says by its words that it tells the release."""


class Nowhere:
    """A world of which nothing is known but Python."""

    python: tuple[tuple[int, int], ...] = ()

    def value(self, name: str) -> object:
        """Return `UNKNOWN`."""
        return UNKNOWN

    def has(self, name: str) -> bool | None:
        """Return None."""

    def is_coroutine_function(self, name: str) -> bool | None:
        """Return None."""

    def installed(self, distribution: str) -> object:
        """Return `UNKNOWN`."""
        return UNKNOWN

    def changes(self, name: str) -> bool:
        """Return that nothing does."""
        return False

    def tells_release(self, name: str) -> bool:
        """Return that no name does."""
        return False


def has_import(world: World, item: Import) -> bool | None:
    """Return whether what an import names is there; None where that is not known."""
    if item.level:
        return None
    if item.name in (None, "*"):
        return world.has(item.module)
    return world.has(f"{item.module}.{item.name}")


__all__ = ["Nowhere", "World", "has_import"]
