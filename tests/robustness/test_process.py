"""What belongs to the whole process is as it was, however many threads lint at once."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest

from owui_lint import lint_source
from owui_lint.parsing.process import Shared, room_to_recurse, without_collector, without_warnings

_HEADER = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
_FILTER = f"{_HEADER}class Filter:\n    def inlet(self, body):\n        print(body)\n"
_DEEP = f"{_FILTER}        return {' + '.join(['body'] * 1_500)}\n"
_TEXTS = (_FILTER, _DEEP, f"{_FILTER}x = (", f"{_FILTER}x = '\\d'\n")


def _state() -> tuple[object, ...]:
    return (
        sys.getrecursionlimit(),
        gc.isenabled(),
        list(warnings.filters),
        warnings.showwarning,
        threading.stack_size(),
    )


def _codes(text: str) -> list[str]:
    return [finding.code for finding in lint_source(text)]


@pytest.mark.parametrize("shared", [without_collector, without_warnings, room_to_recurse])
def test_the_last_one_out_puts_it_back(shared: Shared) -> None:
    before = _state()
    shared.__enter__()
    inside = _state()
    assert inside != before
    shared.__enter__()  # a second thread
    shared.__exit__(None, None, None)  # the first one leaves
    assert _state() == inside
    shared.__exit__(None, None, None)
    assert _state() == before


def test_ten_threads_at_once() -> None:
    expected = [_codes(text) for text in _TEXTS]
    before = _state()
    wrong: list[object] = []

    def work(first: int) -> None:
        for number in range(first, first + 6):
            text = _TEXTS[number % len(_TEXTS)]
            if _codes(text) != expected[number % len(_TEXTS)]:
                wrong.append(text)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert _state() == before


def test_inside_an_event_loop() -> None:
    async def run() -> list[list[str]]:
        return [_codes(_FILTER), await asyncio.to_thread(_codes, _FILTER)]

    assert asyncio.run(run()) == [["OWU312"], ["OWU312"]]


@pytest.mark.parametrize("limit", [100, 150])
def test_a_low_recursion_limit(limit: int) -> None:
    """The rules are not even loaded yet."""
    code = (
        "import sys, owui_lint.api\n"
        f"sys.setrecursionlimit({limit})\n"
        f"found = owui_lint.lint_source({_FILTER!r})\n"
        f"assert sys.getrecursionlimit() == {limit}\n"
        "sys.setrecursionlimit(1000)\n"
        "print([finding.code for finding in found])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("['OWU312']\n", "")


@pytest.mark.parametrize("options", [("-W", "error"), ("-O",), ("-OO",), ("-I",)])
def test_however_python_is_started(options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "component.py").write_text(f"{_FILTER}x = '\\d'\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, *options, "-m", "owui_lint", "check", "component.py"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "OWU312" in done.stdout


@pytest.mark.parametrize("helpers", [60, 100])
def test_what_the_stack_interrupted_is_answered_again(helpers: int) -> None:
    """Half an answer, kept by the model, hid the mistake at the end of a long chain."""
    chain = "".join(
        f"    async def step_{n}(self, emit):\n        await self.step_{n + 1}(emit)\n"
        for n in range(helpers)
    )
    text = (
        f"{_HEADER}class Pipe:\n    async def pipe(self, body, __event_emitter__):\n"
        f"        await self.step_0(__event_emitter__)\n        return ''\n{chain}"
        f"    async def step_{helpers}(self, emit):\n"
        "        await emit({'type': 'statuss', 'data': {}})\n"
    )
    assert "OWU404" in _codes(text)
