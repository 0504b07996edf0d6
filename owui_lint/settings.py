"""What can be asked of a run: one type, whichever frontend the option came through.

Nothing heavy is imported: an ordinary file costs the command little more than starting Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, TypeVar

from owui_lint.codes import PREFIX
from owui_lint.finding import Severity
from owui_lint.kinds import Kind

_CODE = re.compile(rf"{PREFIX}[0-9]{{0,3}}")


class SettingsError(ValueError):
    """A value that cannot be used; the message is one clear line."""


class Profile(str, Enum):
    """How much is asked of a component."""

    HOST = "host"
    """What Open WebUI rejects, crashes on or ignores: errors only."""
    TEMPLATE = "template"
    """Errors, warnings and the conventions of the component templates."""
    STRICT = "strict"
    """The opt-in rules too."""

    def wants(self, severity: Severity) -> bool:
        """Check whether findings of this severity are reported."""
        return self is not Profile.HOST or severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Selection:
    """Prefixes of codes, chosen and ignored; flake8 decides the same way.

    Attributes:
        select: prefixes of the codes to report; empty is all of them
        extend_select: more prefixes
        ignore: prefixes of codes not to report; the longest prefix wins, and `ignore` on a tie
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def allows(self, code: str) -> bool:
        """Check whether a code is reported."""
        chosen = self._chosen(code)
        if chosen == 0 and self.select:
            return False
        ignored = _longest(self.ignore, code)
        return ignored == 0 or ignored < chosen

    def names(self, code: str) -> bool:
        """Check whether a code is chosen by more than `OWU`, which turns an opt-in rule on."""
        return self._chosen(code) > len(PREFIX)

    def _chosen(self, code: str) -> int:
        return _longest((*self.select, *self.extend_select), code)


@dataclass(frozen=True, slots=True)
class Settings:
    """What to look for, and for which release of Open WebUI.

    Attributes:
        target_version: the release of Open WebUI the component shall run on; None is the newest
            known one, and a newer one counts as that
        profile: how much is asked
        kind: read every file as this kind, also fragments that do not look like a component
        select: prefixes of the codes to report; empty is all of them
        extend_select: more prefixes; here, or in `select`, a prefix longer than `OWU` turns an
            opt-in rule on
        ignore: prefixes of codes not to report; the longest prefix wins, and `ignore` on a tie
        within: further selections, all of which must allow a code too: flake8's own, and what
            is ignored in certain files

    Raises:
        SettingsError: a value is unknown
    """

    target_version: str | None = None
    profile: Profile = Profile.TEMPLATE
    kind: Kind | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    within: tuple[Selection, ...] = ()

    def __post_init__(self) -> None:
        """Take texts for what they stand for, and check them."""
        if self.target_version is not None:
            _check_version(self.target_version)
        object.__setattr__(self, "profile", _member("profile", Profile, self.profile))
        if self.kind is not None:
            object.__setattr__(self, "kind", _member("kind", Kind, self.kind))
        for name in ("select", "extend_select", "ignore"):
            object.__setattr__(self, name, prefixes(getattr(self, name), name))

    @classmethod
    def parse(cls, **values: Any) -> Settings:
        """Return settings from what a user wrote; None stands for "not given".

        Raises:
            SettingsError: a name or a value is unknown
        """
        known = {field.name for field in fields(cls)}
        for name in values:
            if name not in known:
                raise SettingsError(f"Unknown setting: `{_spelt(name)}`")
        return cls(**{name: value for name, value in values.items() if value is not None})

    def enables(self, code: str, *, opt_in: bool) -> bool:
        """Check whether the rule with this code runs."""
        selections = (Selection(self.select, self.extend_select, self.ignore), *self.within)
        needs_naming = opt_in and self.profile is not Profile.STRICT
        if needs_naming and not any(one.names(code) for one in selections):
            return False
        return all(one.allows(code) for one in selections)


def prefixes(value: str | Iterable[str], name: str) -> tuple[str, ...]:
    """Return codes and prefixes in upper case; `"OWU1, OWU2"` is `("OWU1", "OWU2")`.

    Raises:
        SettingsError: one is not a code or prefix; `name` is the setting's
    """
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    found = tuple(str(part).upper() for part in parts)
    for part, prefix in zip(parts, found, strict=False):
        if _CODE.fullmatch(prefix) is None:
            raise SettingsError(
                f"Invalid `{_spelt(name)}`: `{part}` is not a code or prefix such as `{PREFIX}3`"
            )
    return found


_Member = TypeVar("_Member", bound=Enum)


def _member(name: str, kind: type[_Member], value: object) -> _Member:
    try:
        return kind(value)
    except ValueError:
        known = [f"`{member.value}`" for member in kind]
        listed = f"{', '.join(known[:-1])} or {known[-1]}"
        raise SettingsError(f"Invalid `{name}`: `{value}` is not {listed}") from None


def _check_version(text: str) -> None:
    from packaging.version import InvalidVersion, Version

    try:
        Version(text)
    except (InvalidVersion, TypeError):
        raise SettingsError(
            f"Invalid `target-version`: `{text}` is not a version such as `0.5.20`"
        ) from None


def _longest(candidates: Iterable[str], code: str) -> int:
    """Return the length of the longest of `candidates` that `code` begins with; 0 if none does."""
    return max((len(prefix) for prefix in candidates if code.startswith(prefix)), default=0)


def _spelt(name: str) -> str:
    return name.replace("_", "-")
