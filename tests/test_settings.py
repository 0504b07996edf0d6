"""Settings: what is understood, and one clear line for what is not."""

from __future__ import annotations

from typing import Any

import pytest

from owui_lint.finding import Severity
from owui_lint.settings import Profile, Settings, SettingsError


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"profile": "x"}, "Invalid `profile`: `x` is not `host`, `template` or `strict`"),
        (
            {"target_version": "abc"},
            "Invalid `target-version`: `abc` is not a version such as `0.5.20`",
        ),
        ({"target_version": ""}, "Invalid `target-version`: `` is not a version such as `0.5.20`"),
        ({"select": "OWU1,foo"}, "Invalid `select`: `foo` is not a code or prefix such as `OWU3`"),
        (
            {"ignore": "OWU1234"},
            "Invalid `ignore`: `OWU1234` is not a code or prefix such as `OWU3`",
        ),
        ({"bogus": 1}, "Unknown setting: `bogus`"),
    ],
)
def test_bad_values_are_one_line(values: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.parse(**values)
    assert str(caught.value) == message


def test_unknown_kind_names_the_known() -> None:
    with pytest.raises(SettingsError, match=r"`x` is not `pipe`, .* or `function`"):
        Settings.parse(kind="x")


def test_none_is_not_given() -> None:
    assert Settings.parse(profile=None, select=None) == Settings()


def test_prefixes_from_text() -> None:
    assert Settings.parse(select="owu3, OWU101").select == ("OWU3", "OWU101")


@pytest.mark.parametrize(
    ("values", "code", "opt_in", "runs"),
    [
        ({}, "OWU312", False, True),
        ({}, "OWU902", True, False),
        ({"select": "OWU"}, "OWU902", True, False),
        ({"select": "OWU9"}, "OWU902", True, True),
        ({"select": "OWU9"}, "OWU312", False, False),
        ({"extend_select": "OWU902"}, "OWU902", True, True),
        ({"extend_select": "OWU902"}, "OWU312", False, True),
        ({"profile": "strict"}, "OWU902", True, True),
        ({"profile": "strict", "ignore": "OWU902"}, "OWU902", True, False),
        ({"ignore": "OWU3"}, "OWU312", False, False),
        ({"ignore": "OWU3", "select": "OWU312"}, "OWU312", False, True),
        ({"ignore": "OWU312", "select": "OWU312"}, "OWU312", False, False),
        ({"ignore": "OWU", "select": "OWU3"}, "OWU101", False, False),
    ],
)
def test_which_rules_run(values: dict[str, Any], code: str, opt_in: bool, runs: bool) -> None:
    assert Settings.parse(**values).enables(code, opt_in=opt_in) == runs


def test_profiles() -> None:
    assert [severity for severity in Severity if Profile.HOST.wants(severity)] == [Severity.ERROR]
    assert all(Profile.TEMPLATE.wants(severity) for severity in Severity)
