"""What breaks in a component when Open WebUI is upgraded: it is linted under both releases.

A finding belongs to the upgrade when the newer release has it and the older one does not. When it
came is found by halving the releases in between that were read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from owui_lint import engine
from owui_lint.finding import Finding, Severity, Span

if TYPE_CHECKING:
    from owui_lint.kinds import Kind
    from owui_lint.parsing.source import SourceFile
    from owui_lint.settings import Settings

_Key = tuple[str, Span]


@dataclass(frozen=True)
class Breakage:
    """A finding that the upgrade brings.

    Attributes:
        finding: what is wrong on the newer release
        release: the first release that was read on which it is wrong
    """

    finding: Finding
    release: str


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade does to one component.

    Attributes:
        source: the component
        kind: what it is; None where that cannot be read
        before: the older release
        after: the newer one
        floor: the release that the component's header asks for, as written; None without one
        breaks: errors first, then warnings, each by release and place
        standing: the number of errors and warnings that it has on both
        mended: the number of errors and warnings that the upgrade ends
    """

    source: SourceFile
    kind: Kind | None
    before: str
    after: str
    floor: str | None
    breaks: tuple[Breakage, ...]
    standing: int
    mended: int

    @property
    def weight(self) -> tuple[int, int]:
        """How bad it is: errors, then warnings."""
        errors = sum(one.finding.severity is Severity.ERROR for one in self.breaks)
        return errors, len(self.breaks) - errors


def upgrade(
    source: SourceFile,
    settings: Settings,
    before: str | None,
    after: str | None,
    *,
    noqa: bool = True,
) -> Upgrade:
    """Return what changes for a component between two releases.

    Args:
        source: the component
        settings: what to look for; their target does not count
        before: the release it runs on now; None is the one its header requires, or the oldest known
        after: the release it shall run on; None is the newest known
        noqa: respect comments that suppress findings

    Raises:
        ValueError: the releases are not in order, or one is not a version; one line
    """
    from owui_lint.host import Host
    from owui_lint.rule import all_rules

    advice = {rule.code for rule in all_rules() if not rule.breaks_on_upgrade}
    kind, floor = _read(source, settings)
    start = _start(before, floor)
    end = Host(after).version
    if start > end:
        raise ValueError(f"{start} is newer than {end}; name the older release first")

    def lint(release: Version, *, fixes: bool = False) -> dict[_Key, Finding]:
        target = replace(settings, target_version=str(release))
        found = engine.lint(source, target, noqa=noqa, fixes=fixes)
        return {
            (finding.code, finding.span): finding
            for finding in found
            if finding.severity is not Severity.CONVENTION and finding.code not in advice
        }

    old, new = lint(start), lint(end, fixes=True)
    between = [Version(release) for release in Host.releases() if start < Version(release) < end]
    seen = {start: old, end: new}
    breaks = []
    for key in new.keys() - old.keys():
        steps = [*between, end]
        low, high = 0, len(steps) - 1
        while low < high:
            middle = (low + high) // 2
            release = steps[middle]
            if release not in seen:
                seen[release] = lint(release)
            if key in seen[release]:
                high = middle
            else:
                low = middle + 1
        breaks.append(Breakage(new[key], str(steps[low])))
    return Upgrade(
        source,
        kind,
        str(start),
        str(end),
        floor,
        tuple(sorted(breaks, key=_order)),
        standing=len(new.keys() & old.keys()),
        mended=len(old.keys() - new.keys()),
    )


def worst_first(upgrades: Sequence[Upgrade]) -> list[Upgrade]:
    """Return the components in order: most errors, then most warnings, then by name."""
    return sorted(upgrades, key=lambda one: (*(-count for count in one.weight), one.source.path))


def _order(one: Breakage) -> tuple[bool, Version, Span, str]:
    finding = one.finding
    is_warning = finding.severity is not Severity.ERROR
    return is_warning, Version(one.release), finding.span, finding.code


def _start(before: str | None, floor: str | None) -> Version:
    """Return the release to start from.

    A floor that is not a version counts as none; one older than the facts, as the oldest known.
    """
    from owui_lint.host import Host

    oldest = Version(Host.releases()[0])
    if before is not None:
        return max(Host(before).version, oldest)
    try:
        return max(min(Version(floor or ""), Version(Host.latest())), oldest)
    except InvalidVersion:
        return oldest


def _read(source: SourceFile, settings: Settings) -> tuple[Kind | None, str | None]:
    """Return the component's kind and the release that its header requires."""
    from owui_lint.host import Host

    try:
        component = engine.read(source, settings.kind, Host())
    except RecursionError:
        return None, None
    if isinstance(component, Finding):
        return None, None
    field = component.header.get("required_open_webui_version") if component.header else None
    return component.kind, field.value if field is not None else None
