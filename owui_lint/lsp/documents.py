"""The open documents: their newest text, and the findings of it."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field, replace
from typing import Any

from owui_lint.finding import Finding, Span
from owui_lint.lsp.process import Worker, WorkerError
from owui_lint.lsp.texts import Text, path_of

SYNTAX = "OWU001"
"""The code of a text that Python cannot parse."""


@dataclass
class Settings:
    """What the editor has set, and where it works.

    Attributes:
        given: values by key of the configuration; they come before every file's
        folders: the workspace folders
        generation: counts the changes, the editor's and those of configuration files
    """

    given: dict[str, Any] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    generation: int = 0

    def folder_of(self, path: str) -> str:
        """Return the innermost workspace folder of a file; that of the file, if there is none."""
        within = [
            one for one in self.folders if os.path.join(path, "").startswith(os.path.join(one, ""))
        ]
        if within:
            return max(within, key=len)
        if os.path.isabs(path):
            return os.path.dirname(path)
        return self.folders[0] if self.folders else os.getcwd()


@dataclass
class Result:
    """What linting one text came to; `complaint` says what is wrong with the configuration."""

    text: Text
    generation: int
    findings: tuple[Finding, ...] = ()
    complaint: str | None = None


class Document:
    """One open document. The newest text always wins: work for an older one is dropped."""

    def __init__(self, uri: str, text: Text, worker: Worker, settings: Settings) -> None:
        self.uri = uri
        self.text = text
        self.path = path_of(uri)
        self.is_file = uri.startswith("file:")
        self._worker = worker
        self._settings = settings
        self._result: Result | None = None
        self._good: Result | None = None
        self._task: asyncio.Task[Result] | None = None
        self._task_for: tuple[Text, int] | None = None

    @property
    def place(self) -> tuple[str, bool, dict[str, Any], str]:
        """What the jobs take beside the text."""
        settings = self._settings
        return self.path, self.is_file, settings.given, settings.folder_of(self.path)

    async def result(self) -> Result:
        """Return the findings of the newest text, linting it if that was not yet done."""
        while True:
            wanted = (self.text, self._settings.generation)
            known = self._result
            if known is not None and known.text is wanted[0] and known.generation == wanted[1]:
                return known
            if self._task is None or self._task_for != wanted:
                self.close()
                self._task, self._task_for = asyncio.ensure_future(self._lint(*wanted)), wanted
            await asyncio.wait([self._task])

    async def _lint(self, text: Text, generation: int) -> Result:
        result = Result(text, generation)
        if text.source.could_be_component() or "kind" in self._settings.given:
            try:
                answer = await self._worker.call("lint", text.text, *self.place)
                result.findings, result.complaint = answer
            except WorkerError as error:
                result.complaint = f"{os.path.basename(self.path)} could not be linted: {error}"
        if not any(one.code == SYNTAX for one in result.findings):
            self._good = result
        elif self._good is not None:
            kept = _moved(self._good.findings, self._good.text, text)
            result.findings = tuple(sorted((*result.findings, *kept), key=lambda one: one.span))
        if (text, generation) == (self.text, self._settings.generation):
            self._result = result
        return result

    def close(self) -> None:
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
