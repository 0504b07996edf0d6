"""Components of any length, with and without findings, that look like real ones."""

from __future__ import annotations

HEADER = '''"""
title: Sample
author: owui-lint
version: 0.1.0
license: MIT
"""

import json
import logging

from pydantic import BaseModel, Field

log = logging.getLogger(__name__)


class Pipe:
    """Answers."""

    class Valves(BaseModel):
        endpoint: str = Field(default="https://api.invalid", description="Where answers come from")
        attempts: int = Field(default=3, description="How often to ask")

    def __init__(self) -> None:
        self.valves = self.Valves()

    async def pipe(self, body: dict, __event_emitter__=None, __user__: dict | None = None) -> str:
        """Answer the last message."""
        if __event_emitter__:
            await __event_emitter__(
                {"type": "status", "data": {"description": "Done", "done": True}}
            )
        return self._part_0(body["messages"])
'''
_PART = '''
    def _part_{number}(self, messages: list[dict]) -> str:
        """Go through the messages, the way of part {number}."""
        found = []
        for index, message in enumerate(messages):
            content = message.get("content") or ""
            if isinstance(content, list):
                content = " ".join(part["text"] for part in content if part["type"] == "text")
            if message["role"] == "system" and index > {number} % 7:
                continue
            words = [word.strip(".,;") for word in content.split() if len(word) > 2]
            found.append({{"role": message["role"], "words": words, "index": index}})
        try:
            text = json.dumps(found, indent=self.valves.attempts)
        except (TypeError, ValueError) as error:
            log.warning("Part {number} failed: %s", error)
            return self.valves.endpoint
        return text if len(text) < 1000 else f"{{text[:1000]}} and {{len(text) - 1000}} more"
'''
_FINDINGS = '''
    async def _tell_{number}(self, __user__: dict | None = None) -> str:
        """Tell, with mistakes."""
        log.info(__user__["valves"]["endpoint"])
        return str(eval(self.valves.endpoint)) + self.valves.missing_{number}
'''
_FINDINGS_EVERY = 10
"""Parts: some three findings for 200 lines, as in real components."""


def component(lines: int, *, findings: bool) -> str:
    """A component of at least `lines` lines; without `findings`, no rule has anything to say."""
    parts = [HEADER]
    missing, number = lines - HEADER.count("\n"), 0
    while missing > 0 or number == 0:
        part = _PART.format(number=number)
        if findings and number % _FINDINGS_EVERY == 0:
            part += _FINDINGS.format(number=number)
        parts.append(part)
        missing -= part.count("\n")
        number += 1
    return "".join(parts)
