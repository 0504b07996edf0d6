"""Read, run, suppress, sort: what every frontend calls.

LibCST, the model and the rules are imported by the first file that can be a component.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from owui_lint.failures import UNPARSABLE, internal_error
from owui_lint.finding import Finding, on_one_line
from owui_lint.outcome import Outcome
from owui_lint.parsing.process import without_collector, without_warnings
from owui_lint.suppressions import Suppressions
from owui_lint.unknown_directives import unknown_directives
from owui_lint.unused_noqa import unused_noqa

if TYPE_CHECKING:
    from owui_lint.component import Component
    from owui_lint.component.edits.editor import Editor
    from owui_lint.host import Host
    from owui_lint.kinds import Kind
    from owui_lint.parsing.source import SourceFile
    from owui_lint.rule import Draft, Rule
    from owui_lint.settings import Settings

Enabled = Callable[["Rule"], bool]
"""Whether a rule runs; a frontend with its own way to select codes brings its own."""
Checkpoint = Callable[[], None]
"""Called before the parse and before each rule; what it raises stops the work."""


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
        settings: what to look for, and for which release
        fixes: make the fixes too; costs the positions of what they edit
        noqa: respect `# noqa`, `# flake8: noqa` and `# owui-lint: disable=…`
        tree: the text's `ast`, where the caller has it already
        enabled: instead of the settings' `select`, `extend_select` and `ignore`
    """
    outcome = examine(source, settings, fixes=fixes, noqa=noqa, tree=tree, enabled=enabled)
    return list(outcome.findings)


def examine(
    source: SourceFile,
    settings: Settings,
    *,
    fixes: bool = False,
    noqa: bool = True,
    tree: ast.Module | None = None,
    enabled: Enabled | None = None,
    checkpoint: Checkpoint = lambda: None,
) -> Outcome:
    """Return what one file is and what is wrong with it; see `lint`.

    Raises:
        BaseException: only what `checkpoint` raises to stop the work, which is no `Exception`
    """
    if settings.kind is None and not source.could_be_component():
        return Outcome()
    suppressions = Suppressions(source) if noqa else None
    if suppressions is not None and suppressions.whole_file:
        return Outcome(hidden=True)
    with without_collector, without_warnings:
        found = _find(_Job(source, settings, suppressions, fixes, tree, enabled, checkpoint))
    findings: Iterable[Finding] = found.findings
    if suppressions is not None:
        findings = [finding for finding in findings if not suppressions.hides(finding)]
    wanted = {finding for finding in findings if settings.profile.wants(finding.severity)}
    ordered = sorted(wanted, key=lambda finding: (finding.span, finding.code, finding.message))
    return Outcome(tuple(ordered), found.kind, found.title)


@dataclass(frozen=True)
class _Job:
    """What `lint` was asked for."""

    source: SourceFile
    settings: Settings
    suppressions: Suppressions | None
    fixes: bool
    tree: ast.Module | None
    enabled: Enabled | None
    checkpoint: Checkpoint


def _find(job: _Job) -> Outcome:
    try:
        return _attempt(job)
    except RecursionError:  # hundreds of operands, helpers that call each other, a low limit
        pass
    from owui_lint.parsing.limits import with_room_to_recurse
    from owui_lint.parsing.parse import TOO_DEEP

    try:
        # All anew: what the model had begun to answer when the stack ended, it would take for known.
        return with_room_to_recurse(lambda: _attempt(job, last=True))
    except RecursionError:
        return Outcome((UNPARSABLE.at(job.source, *TOO_DEEP),))
    except RuntimeError as error:  # no thread can be started
        return Outcome((internal_error(job.source, "Reading the component", error),))


def _attempt(job: _Job, *, last: bool = False) -> Outcome:
    """What is found, unsorted; where the stack ends, the last attempt does without that rule.

    Raises:
        RecursionError: the stack is too small
    """
    try:
        from owui_lint.rule import all_rules

        rules = all_rules()
        host = _host(job.settings.target_version)
    except RecursionError:
        raise
    except Exception as error:  # a broken installation must say so for every file
        return Outcome((internal_error(job.source, "Loading the rules", error),))
    job.checkpoint()
    component = read(job.source, job.settings.kind, host, job.tree)
    if isinstance(component, Finding):
        return Outcome((component,))
    enabled = job.enabled
    running = (
        _running(job.settings, rules)
        if enabled is None
        else tuple(rule for rule in rules if enabled(rule))
    )
    editor = _editor(component) if job.fixes else None
    found: list[Finding] = []
    for rule in running:
        if rule.any_file or component.kind in rule.kinds:
            job.checkpoint()
            try:
                found += _findings(rule, component, editor)
            except Exception as error:  # the other rules still have something to say
                if isinstance(error, RecursionError) and not last:
                    raise
                found.append(internal_error(job.source, f"`{rule.code}`", error))
    if job.suppressions is not None and component.kind is not None:
        found += unused_noqa(job.suppressions, found, rules, running)
        found += unknown_directives(job.suppressions, running)
    kind, title = component.kind, _title(component)
    component.release()
    return Outcome(tuple(found), kind, title)


def _title(component: Component) -> str | None:
    field = None if component.header is None else component.header.get("title")
    return None if field is None else on_one_line(field.value)


def read(
    source: SourceFile, kind: Kind | None, host: Host, tree: ast.Module | None = None
) -> Component | Finding:
    """Return the component in a file, or why it cannot be read (OWU001, OWU000).

    Raises:
        RecursionError: Python's stack is too small for it
    """
    from owui_lint.component.reader import read as read_component
    from owui_lint.parsing.parse import Refusal, parse

    try:
        parsed = parse(source, tree)
        if isinstance(parsed, Refusal):
            return UNPARSABLE.at(source, *parsed)
        return read_component(source, parsed, host=host, kind=kind)
    except RecursionError:
        raise
    except Exception as error:
        return internal_error(source, "Reading the component", error)


@lru_cache(maxsize=8)
def _running(settings: Settings, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that these settings turn on: the same for every file of a run."""
    return tuple(rule for rule in rules if settings.enables(rule.code, opt_in=rule.opt_in))


@lru_cache(maxsize=8)
def _host(target_version: str | None) -> Host:
    from owui_lint.host import Host

    return Host(target_version)


def _editor(component: Component) -> Editor:
    from owui_lint.component.edits.editor import Editor

    return Editor(component)


def _findings(rule: Rule, component: Component, editor: Editor | None) -> list[Finding]:
    return [
        _finding(draft, component, editor)
        for draft in rule.check(component)
        if rule.dead_code or component.runs(draft.place)
    ]


def _finding(draft: Draft, component: Component, editor: Editor | None) -> Finding:
    from owui_lint.finding import Related

    span = component.positions.span
    return Finding(
        path=component.source.path,
        span=span(draft.place),
        code=draft.rule.code,
        name=draft.rule.name,
        message=on_one_line(draft.message),
        severity=draft.severity,
        related=tuple(
            Related(span(place), on_one_line(message)) for place, message in draft.related
        ),
        fix=draft.fix(editor) if editor is not None and draft.fix is not None else None,
    )
