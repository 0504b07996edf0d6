"""Names that say their value is a secret."""

from __future__ import annotations

import functools
import re

from owui_lint.host.store import load

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@functools.cache
def _known(group: str) -> frozenset[str]:
    """Return a group of words.

    `secrets` are the last words of a secret's name. `holders` before `keys` and `tokens` make them secrets
    (alone they may be counts or names), `accounts` before `pass` make it a password, and `owners` after
    `api_key` say whose it is; the harmless ones make `key` or `token` a piece of text, or a count.
    """
    return frozenset(load("curated/secrets")["words"][group])


def words(name: str) -> list[str]:
    """Return the words of a name in lower case: `GoogleAPIKey` and `GOOGLE_API_KEY` have three."""
    return [word.lower() for word in _WORD.findall(name)]


def is_secret_name(name: str) -> bool:
    """Return whether a value of that name is a password, key or token rather than something about one."""
    parts = words(name)
    while parts and (parts[-1].isdigit() or parts[-1] in ("value", "default")):
        parts.pop()
    if not parts or parts[-2:] == ["application", "credentials"]:  # Google's: the path of a file
        return False
    last, before = parts[-1], parts[-2] if len(parts) > 1 else ""
    if last in ("keys", "tokens"):
        return before in _known("holders")
    if last == "pass":
        return before in _known("accounts")
    if last not in _known("secrets"):
        return (
            "_".join(parts[:2]) in ("api_key", "api_token")
            and len(parts) == 3
            and parts[2] in _known("owners")
        )
    if last == "key":
        return bool(before) and before not in _known("harmless_keys")
    if last == "token":
        return before not in _known("harmless_tokens")
    return True
