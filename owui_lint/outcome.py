"""What linting one file comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from owui_lint.finding import Finding
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.cache import Cache
    from owui_lint.parsing.source import SourceFile
    from owui_lint.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file is, and what is wrong with it.

    Attributes:
        findings: in order of place and code
        kind: what the component is; None where the file holds none
        title: how its header calls it
        hidden: whether a `# flake8: noqa` hides the whole file
    """

    findings: tuple[Finding, ...] = ()
    kind: Kind | None = None
    title: str | None = None
    hidden: bool = False

    @property
    def is_component(self) -> bool:
        """Whether the file is a component, or was meant to be one."""
        return self.kind is not None or bool(self.findings)


@dataclass(frozen=True, slots=True)
class Examined:
    """What one file came to.

    Attributes:
        outcome: what it is, and what is wrong with it
        mends: how many findings `fix` mends, and how many more `fix --unsafe`; None where that was
            not asked for
    """

    outcome: Outcome
    mends: tuple[int, int] | None = None


def examine(
    source: SourceFile,
    settings: Settings,
    *,
    noqa: bool = True,
    mends: bool = False,
    cache: Cache | None = None,
) -> Examined:
    """Lint one file with its fixes, unless a cache knows what comes of it. Never raises.

    Args:
        source: the file
        settings: what to look for, and for which release
        noqa: respect comments that hide findings
        mends: count what `fix` would mend too, which lints what it has fixed
        cache: where results are remembered
    """
    if settings.kind is None and not source.could_be_component():
        return Examined(Outcome(), (0, 0))
    if cache is None:
        return lint(source, settings, noqa, mends)
    from owui_lint.cache import key_of

    key = key_of(source, settings, noqa=noqa)
    known = cache.get(key, source.path)
    if known is not None and (known.mends is not None or not mends):
        return known
    examined = lint(source, settings, noqa, mends)
    cache.put(key, examined)
    return examined


def lint(source: SourceFile, settings: Settings, noqa: bool, mends: bool) -> Examined:
    """Lint one file, whatever a cache knows; in the workers of `--jobs` too."""
    from owui_lint import engine

    outcome = engine.examine(source, settings, fixes=True, noqa=noqa)
    if not mends:
        return Examined(outcome)
    if not any(finding.fix for finding in outcome.findings):
        return Examined(outcome, (0, 0))
    from owui_lint.fixer import mended

    return Examined(outcome, mended(source, settings, outcome.findings, noqa=noqa))
