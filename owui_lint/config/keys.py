"""The keys of a configuration: what each may hold, and what it is when nobody gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from owui_lint import codes
from owui_lint.config.tables import ConfigError
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.nearest import nearest
from owui_lint.settings import Profile, Settings, SettingsError, prefixes

TEXT_FORMATS = ("full", "concise", "grouped")
"""For people; they may be streamed."""
FORMATS = (*TEXT_FORMATS, "json", "jsonl", "sarif", "github", "gitlab", "junit", "html")
FAIL_ON = ("error", "warning", "convention", "never")
DEFAULT_EXCLUDES = (
    ".*/",
    "__pycache__/",
    "__pypackages__/",
    "build/",
    "dist/",
    "node_modules/",
    "site-packages/",
    "venv/",
    "*.egg-info/",
)
"""Folders that are not the author's: caches, environments, what is built. As in a .gitignore."""

PerFile = tuple[tuple[str, tuple[str, ...]], ...]
"""Patterns of files, each with the codes that are ignored in them."""


def as_codes(value: Any, key: str) -> tuple[str, ...]:
    """Return codes and prefixes, each of which some rule has.

    Raises:
        SettingsError: one is not a code, or no rule has it
    """
    if not isinstance(value, (str, list, tuple)):
        raise SettingsError(f"Invalid `{key}`: `{value}` is not a list of codes")
    found = prefixes(value, key)
    for prefix in found:
        if not codes.matches(prefix):
            near = nearest(prefix, codes.known(), 0.8)
            hint = f"; did you mean `{near}`?" if near else ""
            raise SettingsError(f"Invalid `{key}`: no rule has the code or prefix `{prefix}`{hint}")
    return found


def _as_patterns(value: Any, key: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise SettingsError(f"Invalid `{key}`: `{value}` is not a list of patterns")


def _as_per_file(value: Any, key: str) -> PerFile:
    """From a table of TOML, or from lines such as `tests/*: OWU3, OWU101`."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Mapping):
        return tuple((str(pattern), as_codes(value[pattern], key)) for pattern in value)
    if not isinstance(value, str):
        raise SettingsError(f"Invalid `{key}`: `{value}` is not a table of patterns and codes")
    found: list[tuple[str, tuple[str, ...]]] = []
    for line in filter(None, map(str.strip, value.splitlines())):
        patterns, colon, listed = line.rpartition(":")
        if not colon or not patterns.strip() or not listed.strip():
            raise SettingsError(f"Invalid `{key}`: `{line}` is not like `tests/*: OWU3, OWU101`")
        ignored = as_codes(listed, key)
        found += [(pattern, ignored) for pattern in patterns.replace(",", " ").split()]
    return tuple(found)


def _as_flag(value: Any, key: str) -> bool:
    if isinstance(value, bool):
        return value
    flags = {"true": True, "yes": True, "1": True, "on": True}
    flags |= {"false": False, "no": False, "0": False, "off": False}
    if isinstance(value, str) and value.lower() in flags:
        return flags[value.lower()]
    raise SettingsError(f"Invalid `{key}`: `{value}` is neither true nor false")


def _as_text(value: Any, key: str) -> str:
    if not isinstance(value, str) or not value:
        raise SettingsError(f"Invalid `{key}`: `{value}` is not a text")
    return value


def _one_of(*known: str) -> Callable[[Any, str], str]:
    def convert(value: Any, key: str) -> str:
        if value not in known:
            listed = ", ".join(f"`{one}`" for one in known)
            raise SettingsError(f"Invalid `{key}`: `{value}` is not one of {listed}")
        return str(value)

    return convert


def _as_setting(value: Any, key: str) -> Any:
    """Let `Settings` check what is its own."""
    name = key.replace("-", "_")
    return getattr(Settings.parse(**{name: _as_text(_plain(value), key)}), name)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


@dataclass(frozen=True)
class Key:
    """One key.

    Attributes:
        convert: takes what was written, and the key's name for messages; raises SettingsError
        default: the value when nobody gives one
        description: what it means, in a few words
    """

    convert: Callable[[Any, str], Any]
    default: Any
    description: str


KEYS: Mapping[str, Key] = {
    "target-version": Key(
        _as_setting, None, "the release of Open WebUI that components shall run on"
    ),
    "profile": Key(
        _as_setting,
        Profile.TEMPLATE,
        f"how much is asked: {', '.join(one.value for one in Profile)}",
    ),
    "kind": Key(
        _as_setting, None, f"read every file as this kind: {', '.join(one.value for one in Kind)}"
    ),
    "select": Key(as_codes, (), "codes and prefixes to report; empty is all"),
    "extend-select": Key(as_codes, (), "more of them, such as an opt-in rule"),
    "ignore": Key(as_codes, (), "codes and prefixes not to report"),
    "per-file-ignores": Key(_as_per_file, (), "codes not to report in files that match a pattern"),
    "exclude": Key(_as_patterns, DEFAULT_EXCLUDES, "files and folders to leave out"),
    "extend-exclude": Key(_as_patterns, (), "more of them"),
    "format": Key(_one_of(*FORMATS), "full", f"how findings are printed: {', '.join(FORMATS)}"),
    "baseline": Key(_as_text, None, "a file of known findings, which are not reported again"),
    "exit-zero": Key(_as_flag, False, "exit with 0 even when something is found"),
    "fail-on": Key(
        _one_of(*FAIL_ON),
        "convention",
        f"the least severity that exits with 1: {', '.join(FAIL_ON)}",
    ),
    "min-severity": Key(
        _one_of(*(one.value for one in Severity)), "convention", "the least severity to report"
    ),
}


def converted(key: str, value: Any, place: str) -> Any:
    """Return the value of a key as it was written at `place`, which is empty for an option.

    Raises:
        ConfigError: there is no such key, or the value cannot be used
    """
    name = key.replace("_", "-")
    if name not in KEYS:
        near = nearest(name, KEYS, 0.6)
        hint = f"; did you mean `{near}`?" if near else ""
        raise ConfigError(f"{place}: unknown key `{key}`{hint}")
    try:
        return KEYS[name].convert(value, name)
    except SettingsError as error:
        raise ConfigError(f"{place}: {error}" if place else str(error)) from None
