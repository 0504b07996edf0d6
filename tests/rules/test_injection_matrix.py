"""Each injected parameter in each entry point, with and without a default.

What is declared comes from the linter's own facts; what the host passes was asked of the host
itself (`injected_0_12_4.json`), so the two are held against each other here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from owui_lint import Finding, Settings, Severity, lint_source
from owui_lint.host import Host
from owui_lint.kinds import Kind

_ANSWER: dict[str, Any] = json.loads(
    (Path(__file__).parent / "injected_0_12_4.json").read_text(encoding="utf-8")
)
_ASKED = "0.12.4"
_NEVER = "__no_release_has_this__"
_CODES = ("OWU303", "OWU304", "OWU305", "OWU306", "OWU308")
_RELEASES = ("0.3.35", "0.5.20", "0.6.27", "0.7.0", "0.9.5")


def _entries() -> Iterator[tuple[Kind, str]]:
    for kind in (Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT):
        yield from ((kind, entry) for entry in Host.entry_points(kind) if entry != "pipes")
    yield Kind.TOOLS, "find"


def _component(kind: Kind, entry: str, parameter: str) -> str:
    payload = Host().payload(kind, entry)
    others = [payload] if payload else ["text: str"] if kind is Kind.TOOLS else []
    signature = ", ".join(["self", *others, parameter])
    return (
        f"class {kind.class_name}:\n"
        f"    async def {entry}({signature}):\n"
        '        """Find."""\n'
        f"        str({parameter.partition('=')[0]})\n"  # what nobody reads is a convention
        f"        return {payload or '1'}\n"
    )


def _found(kind: Kind, entry: str, parameter: str, target: str | None = None) -> list[Finding]:
    settings = Settings(target_version=target, kind=kind, select=_CODES)
    return lint_source(_component(kind, entry, parameter), settings=settings)


def _codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


_NAMES = sorted({name for name in Host.injected_names() if name.startswith("__")} | {_NEVER})
_CELLS = [
    pytest.param(kind, entry, name, id=f"{kind.value}.{entry}-{name}")
    for kind, entry in _entries()
    for name in _NAMES
]


def _key(kind: Kind, entry: str) -> str:
    return f"{kind.value}.{'*' if kind is Kind.TOOLS else entry}"


@pytest.mark.parametrize(("kind", "entry", "name"), _CELLS)
def test_the_release_that_was_asked(kind: Kind, entry: str, name: str) -> None:
    passed = _ANSWER["passed"][_key(kind, entry)]
    sometimes = _ANSWER["passed_by_some_call_sites"].get(_key(kind, entry), [])
    with_default = _found(kind, entry, f"{name}=None", _ASKED)
    without = _found(kind, entry, name, _ASKED)
    if name in passed or name in sometimes:
        assert _codes(with_default) == []
        assert _codes(without) == ["OWU306"]
    else:
        known = Host(_ASKED).injected(kind, entry).get(name)
        since = known.availability.since if known is not None else None
        is_later = since is not None and Host(since).version > Host(_ASKED).version
        code = "OWU304" if is_later else "OWU303"
        assert [(f.code, f.severity) for f in with_default] == [(code, Severity.WARNING)]
        assert [(f.code, f.severity) for f in without] == [(code, Severity.ERROR)]
        assert f"`{name}`" in without[0].message


@pytest.mark.parametrize("target", _RELEASES)
@pytest.mark.parametrize(("kind", "entry"), list(_entries()))
def test_older_releases(kind: Kind, entry: str, target: str) -> None:
    host = Host(target)
    facts = host.entry_point(kind, entry)
    assert facts is not None
    is_called = host.has(facts.availability) is not False  # else OWU322 speaks of the hook
    for name, injection in host.injected(kind, entry).items():
        if not name.startswith("__"):
            continue
        known, since = host.has(injection.availability), injection.availability.since
        gone = since is not None and Host(since).version <= host.version
        expected = "OWU303" if gone else "OWU304" if is_called else None
        found = _codes(_found(kind, entry, f"{name}=None", target))
        assert found == ([expected] if known is False and expected else []), name


def test_the_answer_names_every_entry_point() -> None:
    assert set(_ANSWER["passed"]) == {_key(kind, entry) for kind, entry in _entries()}
    asked = {name for names in _ANSWER["passed"].values() for name in names}
    assert asked <= set(Host.injected_names())
