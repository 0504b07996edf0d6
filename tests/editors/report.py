"""What was checked, said line by line."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable


class MissingError(Exception):
    """An editor or a tool is not installed; the text says in one line what to install."""


class Report:
    """Counts what was checked and what failed."""

    def __init__(self) -> None:
        self.checks = 0
        self.failed: list[str] = []
        self._editor = ""

    def check(self, what: str, holds: object, detail: object = "") -> bool:
        """Print whether something holds, and what was seen instead when it does not."""
        self.checks += 1
        print(f"  {'ok  ' if holds else 'FAIL'}  {what}", flush=True)
        if not holds:
            self.failed.append(f"{self._editor}: {what}")
            print(f"        {str(detail)[:1500]}", flush=True)
        return bool(holds)

    def run(self, editor: str, action: Callable[[Report], None]) -> None:
        """Run the checks of one editor; one that is missing or breaks off has failed."""
        self._editor = editor
        print(f"{editor}:", flush=True)
        try:
            action(self)
        except MissingError as missing:
            self.failed.append(f"{editor}: not run")
            print(f"  not run: {missing}", flush=True)
        except Exception as error:
            self.failed.append(f"{editor}: broke off: {type(error).__name__}")
            traceback.print_exc(file=sys.stdout)

    def end(self) -> int:
        """Print the sum; return the exit code."""
        for one in self.failed:
            print(f"failed: {one}")
        print(f"{self.checks} checks, {len(self.failed)} failed")
        return int(bool(self.failed))
