"""Lints one file for a frontend: through the cache, with its fixes, and with what they would mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from owui_lint.outcome import Examined, Outcome

if TYPE_CHECKING:
    from owui_lint.cache import Cache
    from owui_lint.parsing.source import SourceFile
    from owui_lint.settings import Settings


def examine(
    source: SourceFile,
    settings: Settings,
    *,
    noqa: bool = True,
    mends: bool = False,
    cache: Cache | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> Examined:
    """Lint one file with its fixes, unless a cache knows what comes of it. Never raises an error.

    Args:
        source: the file
        settings: what to look for, and for which release
        noqa: respect comments that hide findings
        mends: count what `fix` would mend too, which lints what it has fixed
        cache: where results are remembered
        checkpoint: called now and then; what it raises (no `Exception`) stops the work
    """
    if settings.kind is None and not source.could_be_component():
        return Examined(Outcome(), (0, 0))
    if cache is None:
        return lint(source, settings, noqa, mends, checkpoint)
    from owui_lint.cache import key_of

    key = key_of(source, settings, noqa=noqa)
    known = cache.get(key, source.path)
    if known is not None and (known.mends is not None or not mends):
        return known
    examined = lint(source, settings, noqa, mends, checkpoint)
    cache.put(key, examined)
    return examined


def lint(
    source: SourceFile,
    settings: Settings,
    noqa: bool,
    mends: bool,
    checkpoint: Callable[[], None] = lambda: None,
) -> Examined:
    """Lint one file, whatever a cache knows; in the workers of `--jobs` too."""
    from owui_lint import engine

    outcome = engine.examine(source, settings, fixes=True, noqa=noqa, checkpoint=checkpoint)
    if not mends:
        return Examined(outcome)
    if not any(finding.fix for finding in outcome.findings):
        return Examined(outcome, (0, 0))
    from owui_lint.fixer import mended

    return Examined(outcome, mended(source, settings, outcome.findings, noqa=noqa))
