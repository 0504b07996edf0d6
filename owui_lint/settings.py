"""What can be asked of a run: one model, whatever face the wish came through."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Annotated, Any

from packaging.version import InvalidVersion, Version
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)

from owui_lint.finding import Severity
from owui_lint.kinds import Kind

PREFIX = "OWU"
"""What every code begins with."""

_OPTIONS = {
    "target_version": "owui-target-version",
    "profile": "owui-profile",
    "kind": "owui-kind",
}
"""Settings that faces spell differently, since flake8's options are everybody's."""


class SettingsError(ValueError):
    """A value that cannot be used; the message is one clear line."""


class Profile(str, Enum):
    """How much is asked of a component."""

    HOST = "host"
    """What the host rejects, crashes on or ignores: errors only."""
    TEMPLATE = "template"
    """Errors, warnings and the conventions of the component templates."""
    STRICT = "strict"
    """The opt-in rules too."""

    def wants(self, severity: Severity) -> bool:
        """Whether findings of this severity are reported."""
        return self is not Profile.HOST or severity is Severity.ERROR


def _is_version(text: str) -> str:
    try:
        Version(text)
    except InvalidVersion:
        raise ValueError("no version such as `0.5.20`") from None
    return text


def _split(value: object) -> object:
    """Take `"OWU1, OWU2"` for `("OWU1", "OWU2")`."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


_Prefix = Annotated[str, StringConstraints(to_upper=True, pattern=rf"(?i)^{PREFIX}[0-9]{{0,3}}$")]
_Prefixes = Annotated[tuple[_Prefix, ...], BeforeValidator(_split)]


class Settings(BaseModel):
    """What to look for, and for which host.

    Attributes:
        target_version: the release of Open WebUI the component shall run on; None is the newest
            known one, and a newer one counts as that
        profile: how much is asked
        kind: read every file as this kind, also fragments that do not look like a component
        select: prefixes of the codes to report; empty is all of them
        extend_select: more prefixes; here, or in `select`, a prefix longer than `OWU` turns an
            opt-in rule on
        ignore: prefixes of codes not to report; the longest prefix wins, and `ignore` on a tie
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target_version: Annotated[str, AfterValidator(_is_version)] | None = None
    profile: Profile = Profile.TEMPLATE
    kind: Kind | None = None
    select: _Prefixes = ()
    extend_select: _Prefixes = ()
    ignore: _Prefixes = ()

    @classmethod
    def parse(cls, **values: Any) -> Settings:
        """Settings from what a user wrote; None stands for "not given".

        Raises:
            SettingsError: a name or a value is unknown
        """
        given = {name: value for name, value in values.items() if value is not None}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise _explained(error) from None

    def enables(self, code: str, *, opt_in: bool) -> bool:
        """Whether the rule with this code runs."""
        chosen = _longest((*self.select, *self.extend_select), code)
        if opt_in and self.profile is not Profile.STRICT and chosen <= len(PREFIX):
            return False
        if chosen == 0 and self.select:
            return False
        ignored = _longest(self.ignore, code)
        return ignored == 0 or ignored < chosen


def _longest(prefixes: Iterable[str], code: str) -> int:
    """The length of the longest of `prefixes` that `code` begins with; 0 when none does."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


def _explained(error: ValidationError) -> SettingsError:
    """The first complaint of pydantic as one line, with the setting as faces spell it."""
    details = error.errors(include_url=False)[0]
    field = str(details["loc"][0])
    name = f"`{_OPTIONS.get(field, field.replace('_', '-'))}`"
    value = f"`{details['input']}`"
    if details["type"] == "extra_forbidden":
        return SettingsError(f"Unknown setting: {name}")
    if details["type"] == "enum":
        return SettingsError(f"Invalid {name}: {value} is none of {details['ctx']['expected']}")
    if details["type"] == "string_pattern_mismatch":
        return SettingsError(f"Invalid {name}: {value} is no code or prefix such as `{PREFIX}3`")
    message = details["msg"].removeprefix("Value error, ")
    return SettingsError(f"Invalid {name}: {value}: {message}")
