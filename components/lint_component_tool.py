"""
title: Lint Component
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Lets the model lint and fix the Open WebUI components that it writes.
requirements: owui-lint==0.1.0
version: 2.0.0
license: MIT
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

import owui_lint

log = logging.getLogger(__name__)

Emitter = Callable[[dict[str, Any]], Awaitable[None]]

SEVERITIES = ("error", "warning", "convention")
SHOWN = 50  # findings of one answer; a model that has mended these asks for the others
CLASSES = re.compile(r"(?m)^\s*class (Pipe|Filter|Action|Event|Tools|Pipeline|Function)\b")
FENCE = re.compile(r"^\s*```\w*\n(.*?)\n?```\s*$", re.DOTALL)


class EventEmitter:
    """Sends events to the chat; made for each call, since one `Tools` serves all users (OWU704)."""

    def __init__(self, event_emitter: Emitter | None) -> None:
        self.event_emitter = event_emitter

    async def progress_update(self, description: str) -> None:
        await self.emit("status", description=description, done=False)

    async def success_update(self, description: str) -> None:
        await self.emit("status", description=description, done=True)  # ends the shimmer (OWU408)

    async def error_update(self, description: str) -> None:
        await self.emit("status", description=description, done=True, error=True)

    async def emit(self, kind: str, **data: Any) -> None:
        if self.event_emitter is not None:  # None when another component calls (OWU402)
            await self.event_emitter({"type": kind, "data": data})


class RefusedError(Exception):
    """Why a text is not linted, in words for the model."""


class Tools:
    """Lints and fixes a component that the model has written, before the user meets its mistakes."""

    class Valves(BaseModel):
        """What an administrator sets for everybody."""

        PROFILE: Literal["host", "template", "strict"] = Field(
            default="template",
            description="What to report: host (errors only), template (conventions too), strict (all)",
        )
        IGNORE: str = Field(default="", description="Codes or prefixes, separated by commas")
        TARGET_VERSION: str = Field(
            default="", description="Release of Open WebUI to lint for; empty: the one that runs"
        )
        MAX_CHARACTERS: int = Field(default=200_000, ge=1, description="Longest text linted")

        @model_validator(mode="after")
        def known(self) -> "Tools.Valves":
            """Refuse what is no code or release: the page says that saving failed, the log why."""
            owui_lint.Settings.parse(ignore=self.IGNORE, target_version=self.TARGET_VERSION or None)
            return self

    class UserValves(BaseModel):
        """What each user sets."""

        SHOW_FINDINGS: bool = Field(default=True, description="Attach the findings as a source")

    def __init__(self) -> None:
        """Set the default valves, and let one call at a time use the server's processor."""
        self.valves = self.Valves()
        self._turn = asyncio.Lock()

    async def lint_component(
        self,
        source: str,
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Emitter | None = None,
    ) -> dict[str, Any]:
        """
        Check an Open WebUI component (Pipe, Filter, Action, Event, Tools, Pipeline) for mistakes.
        Call it on every component you write or change, and correct what it reports, before you
        show the component. An empty list of findings means that none was found.

        :param source: The whole text of the component's Python file, from its header to its end
        """
        valves, emitter = self.valves, EventEmitter(__event_emitter__)
        await emitter.progress_update("Linting the component")
        try:
            text = plain(source, valves.MAX_CHARACTERS)
            async with self._turn:
                findings = await asyncio.to_thread(lint, text, settings(valves))
        except asyncio.CancelledError:  # the person pressed Stop
            await emitter.error_update("Stopped.")
            raise
        except Exception as error:
            return await failure(emitter, error)
        await emitter.success_update(f"owui-lint: {summary(findings)}")
        await show(emitter, __user__, findings)
        return {"summary": summary(findings), **listed(findings)}

    async def fix_component(
        self,
        source: str,
        unsafe: bool = False,
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Emitter | None = None,
    ) -> dict[str, Any]:
        """
        Correct the mistakes of an Open WebUI component that can be corrected without a doubt.
        Returns the corrected text, what was corrected, and the findings that are left to you.

        :param source: The whole text of the component's Python file, from its header to its end
        :param unsafe: Whether to apply also corrections that may change what the component does
        """
        valves, emitter = self.valves, EventEmitter(__event_emitter__)
        await emitter.progress_update("Fixing the component")
        try:
            text = plain(source, valves.MAX_CHARACTERS)
            async with self._turn:
                result = await asyncio.to_thread(fix, text, unsafe, settings(valves))
        except asyncio.CancelledError:  # the person pressed Stop
            await emitter.error_update("Stopped.")
            raise
        except Exception as error:
            return await failure(emitter, error)
        left = worst_first(result.findings)
        fixed = f"{len(result.applied)} fixed"
        await emitter.success_update(f"owui-lint: {fixed}, {summary(left)} left")
        await show(emitter, __user__, left)
        return {
            "summary": f"{fixed}; {summary(left)} left",
            "applied": [described(found) for found in result.applied[:SHOWN]],
            **listed(left),
            "text": result.text,
        }


def plain(source: Any, limit: int) -> str:
    """Return the text without the fence that models put around code."""
    if not isinstance(source, str):
        raise RefusedError("There is no text to lint.")
    fenced = FENCE.match(source)
    text = f"{fenced[1]}\n" if fenced else source
    if not text.strip():
        raise RefusedError("There is no text to lint.")
    if len(text) > limit:
        raise RefusedError(f"The text is longer than {limit} characters.")
    return text


def settings(valves: Tools.Valves) -> owui_lint.Settings:
    """Return the linter's settings, for the release that is asked for or runs here."""
    version = valves.TARGET_VERSION or running_version()
    known = {"profile": valves.PROFILE, "ignore": valves.IGNORE}
    return owui_lint.Settings.parse(target_version=version, **known)


def running_version() -> str | None:
    """Return the release of this host; None (the newest known) if it does not say."""
    try:
        from open_webui.env import VERSION

        owui_lint.Settings.parse(target_version=VERSION)
    except (ImportError, owui_lint.SettingsError):
        return None
    return str(VERSION)


def lint(text: str, settings: owui_lint.Settings) -> list[owui_lint.Finding]:
    """Return the findings, worst first."""
    findings = owui_lint.lint_source(text, "component.py", settings=settings, fixes=True)
    if not findings and not CLASSES.search(text):
        raise RefusedError(
            "The text is not a component: it defines none of the classes Pipe, Filter, Action,"
            " Event, Tools and Pipeline."
        )
    return worst_first(findings)


def fix(text: str, unsafe: bool, settings: owui_lint.Settings) -> owui_lint.FixResult:
    """Return the text with its fixes applied."""
    lint(text, settings)
    return owui_lint.fix_source(text, "component.py", unsafe=unsafe, settings=settings)


def worst_first(findings: Any) -> list[owui_lint.Finding]:
    """Return the findings by severity, then in order of place."""
    return sorted(findings, key=lambda found: (SEVERITIES.index(found.severity), found.line))


def listed(findings: list[owui_lint.Finding]) -> dict[str, Any]:
    """Return the first findings for the model, and how many there are beyond them."""
    found = {"findings": [described(finding) for finding in findings[:SHOWN]]}
    if len(findings) <= SHOWN:
        return found
    more = f"Findings not listed: {len(findings) - SHOWN}. Mend these first, then lint again."
    return {**found, "more": more}


def described(found: owui_lint.Finding) -> dict[str, Any]:
    """Return a finding as the model reads it; lines and columns count from 1."""
    fixed = {"fix": f"{found.fix.title} ({found.fix.applicability.value})"} if found.fix else {}
    return {
        "line": found.line,
        "column": found.column + 1,
        "code": found.code,
        "name": found.name,
        "severity": found.severity.value,
        "message": found.message,
        **fixed,
    }


def summary(findings: list[owui_lint.Finding]) -> str:
    """Return how many findings there are of each severity, in words."""
    counts = Counter(str(found.severity.value) for found in findings)
    parts = [(counts[severity], severity) for severity in SEVERITIES if counts[severity]]
    words = [f"{count} {severity}{'s' if count > 1 else ''}" for count, severity in parts]
    return ", ".join(words) or "no findings"


async def failure(emitter: EventEmitter, error: Exception) -> dict[str, Any]:
    """End the status with the reason and return it to the model; the log has what is no one's."""
    reason = str(error)
    if not isinstance(error, RefusedError):
        log.error("Linting failed", exc_info=error)
        reason = "The linter failed; the server's log says why."
    await emitter.error_update(reason)
    return {"error": reason}


async def show(
    emitter: EventEmitter, user: dict[str, Any] | None, findings: list[owui_lint.Finding]
) -> None:
    """Attach the findings to the message, if there are any and the user wants to see them."""
    valves = (user or {}).get("valves")
    wanted = valves.SHOW_FINDINGS if valves is not None else True
    if not findings or not wanted:
        return
    lines = [f"Line {found.line}: {found.code} {found.message}" for found in findings[:SHOWN]]
    if len(findings) > SHOWN:
        lines.append(f"and {len(findings) - SHOWN} more")
    metadata = [{"source": "owui-lint", "name": summary(findings)}]
    document, source = ["\n".join(lines)], {"name": "owui-lint"}
    await emitter.emit("citation", document=document, metadata=metadata, source=source)
