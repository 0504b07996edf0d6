"""Where the API key comes from: an environment variable, a file, or a prompt; never an argument."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from owui_lint.audit.client import AuditError

VARIABLE = "OWUI_API_KEY"
"""The environment variable that is looked at."""


def find_key(file: str | None) -> str:
    """Return the key: of the file, else of the environment, else of who sits at the terminal.

    Raises:
        AuditError: there is none, or it is not a key; the message does not repeat it
    """
    if file is not None:
        try:
            return _checked(Path(file).read_text(encoding="utf-8-sig"), f"`{file}`")
        except OSError as error:
            raise AuditError(f"`{file}` cannot be read: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise AuditError(f"`{file}` does not hold a key") from None
    if os.environ.get(VARIABLE):
        return _checked(os.environ[VARIABLE], f"`{VARIABLE}`")
    if sys.stdin is not None and sys.stdin.isatty():
        import getpass

        return _checked(getpass.getpass("API key: "), "what was typed")
    raise AuditError(f"an API key is needed: set `{VARIABLE}`, or name a file with `--key-file`")


def _checked(text: str, place: str) -> str:
    key = text.strip()
    if not key:
        raise AuditError(f"{place} is empty; it should hold an API key")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise AuditError(f"{place} is not an API key: one word of ASCII characters")
    return key
