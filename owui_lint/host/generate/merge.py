"""Readings of releases, and the stored data they are merged into.

A reading is a tree of dicts with `True` at the leaves. The stored tree of a topic has the same
shape, and each leaf is the set of releases that have it, written as ranges over all releases read
(`owui_lint.host.availability`). So a release can be read again, or a new one added, without the
others at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from packaging.version import Version

Path = tuple[str, ...]
Leaves = dict[Path, set[str]]


def leaves_of(reading: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """The paths of all leaves of a reading."""
    for key, value in reading.items():
        if isinstance(value, dict):
            yield from leaves_of(value, (*path, key))
        else:
            yield (*path, key)


def decode(stored: Mapping[str, Any], releases: list[str], path: Path = ()) -> Leaves:
    """The leaves of a stored tree, each with its releases."""
    leaves: Leaves = {}
    for key, value in stored.items():
        here = (*path, key)
        if isinstance(value, dict):
            leaves |= decode(value, releases, here)
        else:
            leaves[here] = spread(value, releases)
    return leaves


def spread(ranges: str, releases: list[str]) -> set[str]:
    """The read releases of stored ranges."""
    found: set[str] = set()
    for span in ranges.split(",") if ranges else []:
        start, _, end = span.partition("-")
        first, last = start.partition("@")[0], end.partition("@")[0]
        stop = releases.index(last) + 1 if last else len(releases)
        found |= set(releases[releases.index(first) : stop])
    return found


def ranges(having: set[str], releases: list[str], pins: Mapping[str, str]) -> str:
    """`having` as stored: unbroken runs of the releases read, with pinned releases noted.

    `pins` names, for a first release with a thing or a first one without it, the release in which
    that really changed.
    """
    spans = []
    run: list[str] = []
    for release in [*releases, ""]:
        if release in having:
            run.append(release)
        elif run:
            start = f"{run[0]}@{pins[run[0]]}" if run[0] in pins else run[0]
            end = run[-1] if release else ""
            spans.append(f"{start}-{end}" + (f"@{pins[release]}" if release in pins else ""))
            run = []
    return ",".join(spans)


def encode(leaves: Leaves, releases: list[str], exact: Mapping[str, Mapping[str, str]]) -> Any:
    """Leaves as a stored tree, in the order of their names; a leaf no release has is dropped.

    `exact` maps the beginning of a path, joined by `/`, to its pins.
    """
    tree: dict[str, Any] = {}
    for path, having in sorted(leaves.items()):
        if not having:
            continue
        joined = "/".join(path)
        pins = next((p for at, p in exact.items() if f"{joined}/".startswith(f"{at}/")), {})
        node = tree
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = ranges(having, releases, pins)
    return tree


def merge(leaves: Leaves, release: str, reading: Mapping[str, Any]) -> None:
    """Put what was read of a release in the place of what `leaves` say about it."""
    for having in leaves.values():
        having.discard(release)
    for path in leaves_of(reading):
        leaves.setdefault(path, set()).add(release)


def differences(leaves: Leaves, release: str, reading: Mapping[str, Any]) -> Iterator[str]:
    """What the stored leaves say of a release and the reading does not, and the other way round."""
    read = set(leaves_of(reading))
    stored = {path for path, having in leaves.items() if release in having}
    for path in sorted(stored - read):
        yield f"- {'/'.join(path)}"
    for path in sorted(read - stored):
        yield f"+ {'/'.join(path)}"


def ordered(releases: Iterable[str]) -> list[str]:
    """Releases, oldest first."""
    return sorted(set(releases), key=Version)
