"""Names that say their value is a secret."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRETS = frozenset(
    {
        *("password", "passwords", "passwd", "pwd", "passphrase", "passphrases"),
        *("secret", "secrets", "apikey", "apikeys", "credential", "credentials"),
        *("token", "key", "auth"),
    }
)
"""Last words of a secret's name."""

_HOLDERS = frozenset(
    {
        *("api", "app", "access", "auth", "account", "admin", "bearer", "bot", "client", "refresh"),
        *("secret", "service", "private", "encryption", "signing", "subscription", "license"),
    }
)
"""Words before `keys` and `tokens` that make them secrets: alone they may be counts or names."""

_ACCOUNTS = frozenset(
    {
        *(
            "smtp",
            "imap",
            "mail",
            "email",
            "ftp",
            "ssh",
            "proxy",
            "login",
            "user",
            "admin",
            "basic",
        ),
        *("db", "database", "postgres", "mysql", "mongo", "redis", "neo4j", "auth"),
    }
)
"""Words before `pass` that make it a password."""

_HARMLESS_KEYS = frozenset(
    {
        *(
            "public",
            "primary",
            "foreign",
            "partition",
            "sort",
            "cache",
            "dict",
            "json",
            "index",
            "hot",
        ),
        *("shortcut", "model", "metadata", "message", "lookup", "sorting", "group", "field", "tag"),
        *("output", "input", "result", "response", "context", "idempotency", "object", "state"),
        *("session", "storage", "row", "data", "config", "valve", "redis", "column", "translation"),
        *("image", "audio", "video", "file", "folder", "url", "path", "link", "source", "document"),
        *(
            "error",
            "status",
            "type",
            "format",
            "name",
            "id",
            "unique",
            "event",
            "log",
            "item",
            "list",
        ),
        *(
            "memory",
            "chat",
            "thread",
            "conversation",
            "prompt",
            "token",
            "dictionary",
            "map",
            "entry",
        ),
        *("attribute", "option", "parameter", "setting", "filter", "template", "category", "label"),
        *("language", "locale", "theme", "payload", "body", "dataset", "record", "entity", "kwarg"),
        *("answer", "content", "text", "query", "question", "title", "header", "property"),
    }
)
"""Words before `key` that make it a name."""

_HARMLESS_TOKENS = frozenset(
    {
        *(
            "stop",
            "start",
            "end",
            "eos",
            "bos",
            "pad",
            "sep",
            "special",
            "separator",
            "mask",
            "unk",
        ),
        *(
            "max",
            "min",
            "per",
            "think",
            "thinking",
            "next",
            "trigger",
            "prompt",
            "completion",
            "cost",
        ),
        *(
            "input",
            "output",
            "count",
            "csrf",
            "page",
            "reasoning",
            "image",
            "audio",
            "video",
            "wake",
        ),
        *(
            "split",
            "delimiter",
            "marker",
            "placeholder",
            "control",
            "boundary",
            "cls",
            "fim",
            "newline",
        ),
        *("command", "keyword", "continuation", "citation", "prefix", "suffix"),
    }
)
"""Words before `token` that make it a piece of text, or a count."""


def words(name: str) -> list[str]:
    """The words of a name in lower case: `GoogleAPIKey` and `GOOGLE_API_KEY` have three."""
    return [word.lower() for word in _WORD.findall(name)]


def is_secret_name(name: str) -> bool:
    """Whether a value of that name is a password, key or token rather than something about one."""
    parts = words(name)
    while parts and (parts[-1].isdigit() or parts[-1] in ("value", "default")):
        parts.pop()
    if not parts or parts[-2:] == ["application", "credentials"]:  # Google's: the path of a file
        return False
    last, before = parts[-1], parts[-2] if len(parts) > 1 else ""
    if last in ("keys", "tokens"):
        return before in _HOLDERS
    if last == "pass":
        return before in _ACCOUNTS
    if last not in _SECRETS:
        return (
            "_".join(parts[:2]) in ("api_key", "api_token")
            and len(parts) == 3
            and parts[2] in _OWNERS
        )
    if last == "key":
        return bool(before) and before not in _HARMLESS_KEYS
    if last == "token":
        return before not in _HARMLESS_TOKENS
    return True


_OWNERS = frozenset({"openai", "anthropic", "google", "gemini", "azure", "mistral", "groq", "user"})
"""Words behind `api_key` that say whose it is."""
