"""Ranges over the releases read: what is known, what is not, and what a changelog pins."""

from __future__ import annotations

import pytest

from owui_lint.host.availability import NEVER, Availability, read_releases

READ = [str(release) for release in read_releases()]


def spans(text: str) -> Availability:
    return Availability.parse(text)


@pytest.mark.parametrize(
    ("stored", "version", "expected"),
    [
        ("0.6.0-", "0.6.0", True),
        ("0.6.0-", "0.12.4", True),
        ("0.6.0-", "0.5.20", False),
        ("0.6.0-", "0.5.21", None),  # not read, and its neighbours disagree
        ("0.6.0-", "0.6.2", True),  # not read, and its neighbours agree
        ("0.5.0-0.5.20", "0.5.3", True),
        ("0.5.0-0.5.20", "0.5.30", None),
        ("0.5.0-0.5.20", "0.6.0", False),
        ("0.5.0-0.5.20", "0.4.8", False),
        ("0.5.20@0.5.17-", "0.5.16", False),
        ("0.5.20@0.5.17-", "0.5.17", True),
        ("0.3.35-0.8.6@0.8.10", "0.8.9", True),
        ("0.3.35-0.8.6@0.8.10", "0.8.10", False),
        ("0.3.35-0.4.0,0.6.0-", "0.5.0", False),
        ("0.3.35-0.4.0,0.6.0-", "0.4.3", None),
        ("0.3.35-", "0.2.0", None),  # older than everything read
        ("0.6.0-0.12.4", "0.12.4", True),
        ("", "0.12.4", False),
    ],
)
def test_at(stored: str, version: str, expected: bool | None) -> None:
    assert spans(stored).at(version) is expected


def test_newer_than_newest_counts_as_newest() -> None:
    assert spans("0.6.0-").at("99.0") is True
    assert spans("0.6.0-0.9.6").at("99.0") is False


@pytest.mark.parametrize(
    ("stored", "since", "until"),
    [
        ("0.6.0-", "0.6.0", None),
        ("0.5.20@0.5.17-", "0.5.17", None),
        ("0.3.35-0.4.8", "0.3.35", "0.5.0"),
        ("0.3.35-0.8.6@0.8.10", "0.3.35", "0.8.10"),
        ("", None, None),
    ],
)
def test_since_and_until(stored: str, since: str | None, until: str | None) -> None:
    assert spans(stored).since == since
    assert spans(stored).until == until


@pytest.mark.parametrize(
    ("stored", "floor", "expected"),
    [
        ("0.7.0-", "0.5.0", "0.5.0"),
        ("0.7.0-", "0.6.43", "0.6.43"),
        ("0.7.0-", "0.6.50", None),  # between: nobody knows
        ("0.7.0-", "0.7.0", None),
        ("0.5.20@0.5.17-", "0.5.10", "0.5.10"),
        ("0.3.35-0.4.8", "0.4.0", "0.5.0"),  # gone later
        ("0.3.35-", "0.1.0", None),
    ],
)
def test_lacks_from(stored: str, floor: str, expected: str | None) -> None:
    assert spans(stored).lacks_from(floor) == expected


@pytest.mark.parametrize(
    ("first", "second", "union"),
    [
        ("0.3.35-0.4.8", "0.5.0-", "0.3.35-"),
        ("0.5.0-", "0.3.35-0.4.8", "0.3.35-"),
        ("0.3.35-0.4.0", "0.6.0-", "0.3.35-0.4.0,0.6.0-"),
        ("0.3.35-0.9.6", "0.5.0-0.6.0", "0.3.35-0.9.6"),
        ("", "0.6.0-", "0.6.0-"),
        ("0.4.0-0.5.0", "0.4.8-0.6.0", "0.4.0-0.6.0"),
    ],
)
def test_union(first: str, second: str, union: str) -> None:
    assert spans(first) | spans(second) == spans(union)


def test_union_has_what_either_has() -> None:
    first, second = spans("0.4.0-0.5.20,0.8.0-"), spans("0.6.0-0.6.43,0.9.0-")
    for release in READ:
        either = first.at(release) or second.at(release)
        assert (first | second).at(release) is either


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("0.3.35-", "0.6.0-", "0.6.0-"),
        ("0.3.35-0.4.8", "0.6.0-", ""),
        ("0.3.35-0.6.0", "0.5.0-", "0.5.0-0.6.0"),
        ("0.5.20@0.5.17-", "0.3.35-0.8.6@0.8.10", "0.5.20@0.5.17-0.8.6@0.8.10"),
        ("0.3.35-0.4.0,0.6.0-", "0.4.0-0.6.0", "0.4.0-0.4.0,0.6.0-0.6.0"),
    ],
)
def test_intersection(first: str, second: str, both: str) -> None:
    assert spans(first) & spans(second) == spans(both)
    assert spans(second) & spans(first) == spans(both)


def test_always_and_lasts() -> None:
    assert spans("0.3.35-").always
    assert not spans("0.4.0-").always
    assert spans("0.4.0-").lasts
    assert not spans("0.4.0-0.9.6").lasts
    assert not NEVER.lasts
