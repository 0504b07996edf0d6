"""The harness is worth what it knows of the host: its injected names are held to the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from owui_lint.host import Host
from owui_lint.kinds import Kind
from tests.components.host import INJECTED, SOMETIMES, Client, load, read_header, run

ENTRIES = [
    (Kind.PIPE, "pipe"),
    (Kind.FILTER, "inlet"),
    (Kind.FILTER, "request"),
    (Kind.FILTER, "stream"),
    (Kind.FILTER, "outlet"),
    (Kind.ACTION, "action"),
    (Kind.EVENT, "event"),
    (Kind.TOOLS, "tool"),
]


@pytest.mark.parametrize(("kind", "entry"), ENTRIES, ids=str)
def test_the_harness_passes_what_the_newest_release_always_passes(kind: Kind, entry: str) -> None:
    host = Host()
    passed = {
        name
        for name, injection in host.injected(kind, entry).items()
        if injection.always and host.has(injection.availability)
    }
    assert passed - {"body", "event"} - SOMETIMES == INJECTED[entry]


def test_a_file_without_a_class_of_the_host_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nothing.py"
    path.write_text('"""\ntitle: Nothing\n"""\nclass Function:\n    pass\n', encoding="utf-8")
    with pytest.raises(LookupError):
        load(path)


def test_annotations_are_never_evaluated_and_imports_are_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "late.py"
    text = 'class Tools:\n    text = "from config"\n    def f(self, x: Nowhere = None): ...\n'
    path.write_text(text, encoding="utf-8")
    assert load(path).instance.text == "from open_webui.config"


@pytest.mark.parametrize("text", ["", '\n"""\ntitle: A\n"""', "'''\ntitle: A\n'''", "x = 1"])
def test_a_header_anywhere_but_on_line_one_is_none(text: str) -> None:
    assert read_header(text) == {}


def test_a_question_no_browser_answers_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="never answered"):
        run(Client().call({"type": "notification", "data": {}}))


def test_an_event_that_is_no_json_fails_the_test() -> None:
    with pytest.raises(TypeError):
        run(Client().emitter({"type": "status", "data": {"description": object()}}))
