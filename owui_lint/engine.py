"""Read, run, suppress, sort: what every face calls.

LibCST, the model and the rules are imported by the first file that can be a component.
"""

from __future__ import annotations

import ast
import gc
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from owui_lint.failures import internal_error
from owui_lint.finding import Finding
from owui_lint.suppressions import Suppressions
from owui_lint.unused_noqa import unused_noqa

if TYPE_CHECKING:
    from owui_lint.component import Component
    from owui_lint.component.edits.editor import Editor
    from owui_lint.host import Host
    from owui_lint.rule import Draft, Rule
    from owui_lint.settings import Settings
    from owui_lint.source import SourceFile

Enabled = Callable[["Rule"], bool]
"""Whether a rule runs; a face with its own way to select codes brings its own."""


def lint(
    source: SourceFile,
    settings: Settings,
    *,
    fixes: bool = False,
    noqa: bool = True,
    tree: ast.Module | None = None,
    enabled: Enabled | None = None,
) -> list[Finding]:
    """What is wrong with one file, in order of place and code. Never raises.

    Args:
        source: the file
        settings: what to look for, and for which host
        fixes: make the fixes too; costs the positions of what they edit
        noqa: respect `# noqa`, `# flake8: noqa` and `# owui-lint: disable=…`
        tree: the text's `ast`, where the caller has it already
        enabled: instead of the settings' `select`, `extend_select` and `ignore`
    """
    if settings.kind is None and not source.could_be_component():
        return []
    suppressions = Suppressions(source) if noqa else None
    if suppressions is not None and suppressions.whole_file:
        return []
    with _undisturbed():
        findings = list(
            _find(source, settings, suppressions, fixes=fixes, tree=tree, enabled=enabled)
        )
    if suppressions is not None:
        findings = [finding for finding in findings if not suppressions.hides(finding)]
    wanted = {finding for finding in findings if settings.profile.wants(finding.severity)}
    return sorted(wanted, key=lambda finding: (finding.span, finding.code, finding.message))


def _find(
    source: SourceFile,
    settings: Settings,
    suppressions: Suppressions | None,
    *,
    fixes: bool,
    tree: ast.Module | None,
    enabled: Enabled | None,
) -> Iterator[Finding]:
    try:
        from owui_lint.reading import read
        from owui_lint.rule import all_rules

        rules = all_rules()
        host = _host(settings.target_version)
    except Exception as error:  # a broken installation must say so for every file
        yield internal_error(source, "Loading the rules", error)
        return
    component = read(source, settings.kind, host, tree)
    if isinstance(component, Finding):
        yield component
        return
    chosen = None if enabled is None else tuple(rule for rule in rules if enabled(rule))
    running = _running(settings, rules) if chosen is None else chosen
    found = list(_run(running, component, host, fixes))
    yield from found
    if suppressions is not None and component.kind is not None:
        yield from unused_noqa(suppressions, found, rules, running)
    component.forget()


@lru_cache(maxsize=8)
def _running(settings: Settings, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that these settings turn on: the same for every file of a run."""
    return tuple(rule for rule in rules if settings.enables(rule.code, opt_in=rule.opt_in))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave the garbage collector and warnings off for one file.

    A tree is some hundred thousand objects and none of them garbage; looking for some in between
    costs a third of the whole time. And what Python thinks of an escape in the linted code, it
    would say on our standard error.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if collecting:
            gc.enable()


@lru_cache(maxsize=8)
def _host(target_version: str | None) -> Host:
    from owui_lint.host import Host

    return Host(target_version)


def _run(rules: Iterable[Rule], component: Component, host: Host, fixes: bool) -> Iterator[Finding]:
    from owui_lint.component.edits.editor import Editor

    editor = Editor(component) if fixes else None
    for rule in rules:
        if rule.any_file or component.kind in rule.kinds:
            try:
                yield from _findings(rule, component, host, editor)
            except Exception as error:  # the other rules still have something to say
                yield internal_error(component.source, f"`{rule.code}`", error)


def _findings(rule: Rule, component: Component, host: Host, editor: Editor | None) -> list[Finding]:
    def check() -> list[Finding]:
        return [
            _finding(draft, component, editor)
            for draft in rule.check(component, host)
            if rule.dead_code or component.runs(draft.place)
        ]

    try:
        return check()
    except RecursionError:  # an expression with hundreds of operands
        from owui_lint.nesting import with_room_to_recurse

        return with_room_to_recurse(check)


def _finding(draft: Draft, component: Component, editor: Editor | None) -> Finding:
    from owui_lint.finding import Related

    span = component.positions.span
    return Finding(
        path=component.source.path,
        span=span(draft.place),
        code=draft.rule.code,
        name=draft.rule.name,
        message=draft.message,
        severity=draft.severity,
        related=tuple(Related(span(place), message) for place, message in draft.related),
        fix=draft.fix(editor) if editor is not None and draft.fix is not None else None,
    )
