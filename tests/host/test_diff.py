"""`owui-lint host diff`: the facts of two releases side by side, as an installed command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from owui_lint.host import Host
from owui_lint.host.availability import Availability, read_releases, version_of
from owui_lint.host.diff import Effect, Period, compare
from owui_lint.host.store import load

COMMAND = Path(sys.executable).with_name("owui-lint")


def run(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [COMMAND, "host", "diff", *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


ANNOUNCED = [
    # Each checked by hand against CHANGELOG.md of 0.12.4: release, subject, and what is said of it.
    ("0.8.12", "0.9.6", "0.9.0", "`Users.get_user_by_id`", "is a coroutine function"),
    ("0.8.12", "0.9.6", "0.9.0", "`__tools__` of `Pipe.pipe`", "holds built-in and MCP tools too"),
    ("0.8.12", "0.9.6", "0.9.3", "`embeds` events", "replace earlier ones"),
    ("0.8.12", "0.9.6", "0.9.6", "`title`", "is read: fills in the name"),
    ("0.8.12", "0.9.6", "0.9.6", "`description`", "is read: fills in the description"),
    ("0.8.12", "0.9.6", "0.9.6", "annotations", "are strings in every component"),
    ("0.9.6", "0.10.2", "0.10.0", "`Event`", "can be installed"),
    ("0.9.6", "0.10.2", "0.10.0", "`options` in the data of `input` events", "is read"),
    ("0.9.6", "0.10.2", "0.10.0", "descriptions of valves", "are shown as Markdown"),
    ("0.9.6", "0.10.2", "0.10.0", "`Filter.outlet`", "runs for API clients too"),
    ("0.9.6", "0.10.2", "0.10.0", "`config`", "is gone"),
    ("0.9.6", "0.10.2", "0.10.0", "`function.created`", "is published"),
    ("0.9.6", "0.10.2", "0.10.2", "`__event_call__`", "is answered when a dialog is closed"),
    ("0.10.2", "0.12.4", "0.11.0", "`function.enable_started`", "is published"),
    ("0.10.2", "0.12.4", "0.11.0", '`{"input": {"type": "multiselect"}}`', "is drawn"),
    ("0.10.2", "0.12.4", "0.11.0", "`Action.action`", "is given the text of the answer"),
    ("0.10.2", "0.12.4", "0.11.2", "`Filter.request`", "is called"),
    ("0.10.2", "0.12.4", "0.11.4", "`langchain-community`", "is no longer bundled"),
    ("0.10.2", "0.12.4", "0.11.4", "`google-genai`", "is no longer bundled"),
    ("0.10.2", "0.12.4", "0.12.0", "`Filter.outlet`", "is told why the model stopped"),
    ("0.10.2", "0.12.4", "0.12.1", "`__files__` of `Pipe.pipe`", "is never None"),
    ("0.10.2", "0.12.4", "0.12.4", "the Docker image", "runs Python 3.12"),
]


@pytest.mark.parametrize(("before", "after", "release", "subject", "text"), ANNOUNCED)
def test_what_the_changelog_announces_is_told(
    before: str, after: str, release: str, subject: str, text: str
) -> None:
    told = [
        change.release
        for change in compare(before, after).changes
        if change.subject == subject and change.text.startswith(text)
    ]
    assert told == [release]


def test_formats_agree() -> None:
    code, out, err = run("0.11.4", "0.12.4", "--format=json")
    document = json.loads(out)
    assert (code, err, document["version"]) == (0, "", 1)
    assert document["read"] == ["0.11.4", "0.12.0", "0.12.4"]
    text, markdown = (
        run("0.11.4", "0.12.4", "--all")[1],
        run("0.11.4", "0.12.4", "--all", "--format=markdown")[1],
    )
    for change in document["changes"]:
        assert change["subject"] in text
        assert change["subject"] in markdown
    assert "\n## What breaks\n" in markdown
    assert "0.11.4 to 0.12.4: " in text


def test_additions_are_counted_unless_all_are_asked_for() -> None:
    short = run("0.9.6", "0.10.0")[1]
    assert "`--all` lists them" in short
    assert len(short) < len(run("0.9.6", "0.10.0", "--all")[1]) / 2


def test_a_release_that_was_not_read_is_not_guessed_at() -> None:
    read, unread = compare("0.11.2", "0.11.4"), compare("0.11.3", "0.11.4")
    assert unread.read == ("0.11.4",)
    assert read.unsure == 0 < unread.unsure
    certain = {change for change in unread.changes if change.topic != "bundled packages"}
    assert certain < set(read.changes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("0.12.4", "0.11.4"), "0.12.4 is newer than 0.11.4; name the older release first"),
        (("one", "0.11.4"), f"`one` is not a release of Open WebUI, such as {Host.latest()}"),
        (("0.1.0", "0.11.4"), "0.1.0 is older than 0.3.35, the oldest release that was read"),
    ],
)
def test_wrong_questions(arguments: tuple[str, ...], message: str) -> None:
    assert run(*arguments) == (2, "", f"owui-lint: {message}\n")


def test_a_newer_release_is_said_to_be_unknown() -> None:
    newest = Host.latest()
    code, out, err = run(newest, "99.0")
    assert code == 0
    assert out.startswith(f"{newest} to {newest}: 0 break")
    assert (
        err
        == f"owui-lint: 99.0 is newer than {newest}, the newest release that is known; using that\n"
    )


def test_every_named_fact_has_words() -> None:
    named = set(load("facts")["named"])
    told = load("kept/peculiarities")
    assert named == set(told["facts"]) | set(told["untold"])
    assert {effect.value for effect in Effect} >= {
        words.get("effect") for fact in told["facts"].values() for words in fact.values()
    }


def test_changes_are_what_the_host_itself_answers() -> None:
    period = Period(version_of("0.6.0"), version_of("0.12.4"))
    for module, at in Host.modules().items():
        before, after = Host("0.6.0").has(at), Host("0.12.4").has(at)
        assert (period.added(at) is not None) == (not before and bool(after)), module
        assert (period.removed(at) is not None) == (bool(before) and not after), module


def test_a_change_is_dated_by_what_the_changelog_pins() -> None:
    period = Period(read_releases()[0], read_releases()[-1])
    assert period.added(Availability.parse("0.5.20@0.5.17-")) == "0.5.17"
    assert period.removed(Availability.parse("0.3.35-0.8.6@0.8.10")) == "0.8.10"
    assert period.removed(Availability.parse("0.3.35-0.6.41")) == "0.6.42"
