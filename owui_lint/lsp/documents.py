"""The open documents: their newest text, and the findings of it."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from owui_lint.finding import Finding, Span, Tag
from owui_lint.lsp.process import Worker, WorkerError
from owui_lint.lsp.settings import Settings
from owui_lint.lsp.texts import Text, path_of

SYNTAX = "OWU001"
"""The code of a text that Python cannot parse."""
DEBOUNCE = 0.15
"""Seconds without a change before a text is linted: who types faster is still typing."""


@dataclass
class Result:
    """What linting one text came to.

    Attributes:
        text: what was linted
        generation: of the settings
        number: no two results have the same
        findings: in order of place
        tags: by code, how editors draw the place
        complaint: what is wrong with the configuration
    """

    text: Text
    generation: int
    number: int
    findings: tuple[Finding, ...] = ()
    tags: Mapping[str, Tag] = field(default_factory=dict)
    complaint: str | None = None


class Document:
    """One open document. The newest text always wins: work for an older one is dropped."""

    _numbers = itertools.count(1)

    def __init__(self, uri: str, text: Text, worker: Worker, settings: Settings) -> None:
        """Take what was opened, and who lints it."""
        self.uri = uri
        self.text = text
        self.path = path_of(uri)
        self.is_file = uri.startswith("file:")
        self._worker = worker
        self._settings = settings
        self._changed = float("-inf")
        self._result: Result | None = None
        self._good: Result | None = None
        self._task: asyncio.Task[Result] | None = None
        self._task_for: tuple[Text, int] | None = None

    @property
    def place(self) -> tuple[str, bool, dict[str, Any], str]:
        """What the jobs take beside the text."""
        folder = self._settings.folder_of(self.path)
        return self.path, self.is_file, self._settings.given(self.path), folder

    @property
    def known(self) -> tuple[Finding, ...]:
        """What was found last, if only in an older text."""
        return () if self._result is None else self._result.findings

    def change(self, text: Text) -> None:
        """Take a newer text."""
        self.text = text
        self._changed = asyncio.get_running_loop().time()
        self.drop()

    async def result(self, *, patient: bool = False) -> Result:
        """Return the findings of the newest text, linting it if that was not yet done.

        Args:
            patient: wait until nobody types any more
        """
        while True:
            wanted = (self.text, self._settings.generation)
            known = self._result
            if known is not None and known.text is wanted[0] and known.generation == wanted[1]:
                return known
            if patient:
                rest = self._changed + DEBOUNCE - asyncio.get_running_loop().time()
                if rest > 0:
                    await asyncio.sleep(rest)
                    continue
            if self._task is None or self._task_for != wanted:
                self.drop()
                self._task, self._task_for = asyncio.ensure_future(self._lint(*wanted)), wanted
            task = self._task
            await asyncio.wait([task])
            if not task.cancelled() and task.exception() is not None:
                task.result()

    async def _lint(self, text: Text, generation: int) -> Result:
        result = await self._linted(text, generation)
        if not any(one.code == SYNTAX for one in result.findings):
            self._good = result
        elif self._good is not None:
            if self._good.generation != generation:
                self._good = await self._linted(self._good.text, generation)
            kept = _moved(self._good.findings, self._good.text, text)
            result.findings = tuple(sorted((*result.findings, *kept), key=lambda one: one.span))
            result.tags = {**self._good.tags, **result.tags}
        if (text, generation) == (self.text, self._settings.generation):
            self._result = result
        return result

    async def _linted(self, text: Text, generation: int) -> Result:
        result = Result(text, generation, next(self._numbers))
        if text.source.could_be_component() or "kind" in self._settings.given(self.path):
            try:
                answer = await self._worker.call("lint", text.text, *self.place)
                result.findings, result.tags, result.complaint = answer
            except WorkerError as error:
                result.complaint = f"{os.path.basename(self.path)} could not be linted: {error}"
        return result

    def drop(self) -> None:
        """Drop the work that runs for it."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _moved(findings: tuple[Finding, ...], old: Text, new: Text) -> list[Finding]:
    """Return the findings that still have a place, there; without fixes, whose offsets are stale."""
    before, after = list(old.source.lines), list(new.source.lines)
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    shift = len(after) - len(before)
    kept = []
    for one in findings:
        span = one.span
        if span.end_line <= head:
            kept.append(replace(one, fix=None, related=()))
        elif span.line > len(before) - tail:
            moved = Span(span.line + shift, span.column, span.end_line + shift, span.end_column)
            kept.append(replace(one, span=moved, fix=None, related=()))
    return kept
