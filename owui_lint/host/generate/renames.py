"""Injected parameters that a release passes under a new name, seen in what all releases pass.

A parameter is renamed where one release passes it to some hooks, and the next one passes all of these
hooks the same new name in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from owui_lint.host.generate.merge import Leaves

TOPIC = ("entry_points", "renamed")
"""Where the renames are stored: the old name, the new one, the releases that know the new one."""

Hook = tuple[str, str]
Passed = dict[Hook, set[str]]
"""What one release passes to each hook of each kind."""


def renames(leaves: Leaves, releases: list[str]) -> Leaves:
    """Return the renames that the injected parameters of all releases show, as leaves of `TOPIC`."""
    passed = _passed(leaves)
    found: Leaves = {}
    for index in range(1, len(releases)):
        before, after = passed[releases[index - 1]], passed[releases[index]]
        for old, new in _between(before, after):
            path = (*TOPIC, old, new)
            found[path] = set(releases[index:])
    return found


def _passed(leaves: Leaves) -> defaultdict[str, Passed]:
    found: defaultdict[str, Passed] = defaultdict(lambda: defaultdict(set))
    for path, having in leaves.items():
        match path:
            case ("entry_points", "entries", kind, hook, "injected", name, "at"):
                for release in having:
                    found[release][kind, hook].add(name)
    return found


def _between(before: Passed, after: Passed) -> Iterator[tuple[str, str]]:
    """Yield the names that one release passes under a new name, and the new names."""
    here = set().union(*after.values())
    known = set().union(*before.values())
    for old in sorted(known - here):
        hooks = [hook for hook, names in before.items() if old in names and hook in after]
        new = {name for name in here - known if all(name in after[hook] for hook in hooks)}
        if hooks and len(new) == 1:
            yield old, new.pop()
