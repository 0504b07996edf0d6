"""The Function template's component: its report, its errors, its host contract."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any

import pytest

from tests.components.host import Component, load, person, reply, run

TEXT = "The linter reads. The linter reports! Does it run code? No, 3.14 times no.\n\nIt does not."


@pytest.fixture(scope="module")
def pipe() -> Component:
    return load("function.py")


def chat(text: object) -> dict[str, object]:
    return {"model": "text_report", "messages": [{"role": "user", "content": text}]}


def ask(pipe: Component, text: object, **options: Any) -> str:
    return run(_ask(pipe, text, **options))


async def _ask(pipe: Component, text: object, **options: Any) -> str:
    return await reply(await pipe.call("pipe", chat(text), **options))


def test_the_template_class_stands_beside_the_pipe(pipe: Component) -> None:
    function = pipe.module.Function()
    assert pipe.kind == "pipe"
    assert function.config == pipe.module.Function.Config()
    report = run(function.execute(chat(TEXT), __user__=None, __request__=None))
    assert "| Words | 16 |" in report


def test_report_counts_what_a_reader_would_count(pipe: Component) -> None:
    report = ask(pipe, TEXT)
    assert "| Words | 16 |" in report
    assert "| Sentences | 5 |" in report, "the point in 3.14 ends no sentence"
    assert "| Paragraphs | 2 |" in report
    assert "| Reading time | 0 min 04 s |" in report
    assert "linter (2)" in report


def test_user_valves_choose_json(pipe: Component) -> None:
    report = ask(pipe, TEXT, user_valves={"OUTPUT": "json"})
    assert json.loads(report.strip("`").removeprefix("json"))["sentences"] == 5


def test_valves_reach_the_function(pipe: Component) -> None:
    report = ask(pipe, TEXT, valves={"WORDS_PER_MINUTE": 60, "TOP_WORDS": 0})
    assert "| Reading time | 0 min 16 s |" in report
    assert "| Most used words |  |" in report


def test_text_parts_count_and_images_do_not(pipe: Component) -> None:
    parts = [
        {"type": "text", "text": "One two"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
        {"type": "text", "text": "three"},
    ]
    assert "| Words | 3 |" in ask(pipe, parts)


@pytest.mark.parametrize("body", [{}, {"messages": []}, chat(""), chat(None), chat("  \n")])
def test_nothing_to_report_on_is_an_error_the_chat_shows(
    pipe: Component, body: dict[str, object]
) -> None:
    answer = run(pipe.call("pipe", body))
    assert answer == {"error": {"detail": "Send a text to get a report on it."}}


def test_too_long_a_text_is_refused(pipe: Component) -> None:
    answer = run(pipe.call("pipe", chat("word " * 30), valves={"MAX_CHARACTERS": 100}))
    assert answer["error"]["detail"] == "The text is longer than 100 characters."


def test_a_failure_ends_in_an_error_not_in_a_traceback(pipe: Component) -> None:
    answer = run(pipe.call("pipe", {"messages": ["no message"]}))
    assert answer["error"]["detail"].startswith("The report failed")


@pytest.mark.parametrize(
    ("task", "key"),
    [
        ("title_generation", "title"),
        ("tags_generation", "tags"),
        ("follow_up_generation", "follow_ups"),
        ("query_generation", "queries"),
    ],
)
def test_tasks_of_the_host_get_parsable_answers(pipe: Component, task: str, key: str) -> None:
    assert list(json.loads(ask(pipe, "Do it", __task__=task))) == [key]


# Open WebUI 0.12.4 makes the best of an empty answer to these: the image is painted from the
# question itself (`middleware.py` 1630-1645), a conversation is shortened without a model
# (`context_compaction.py` 448-456). A `{}` would become the prompt `[]` and the summary "{}".
@pytest.mark.parametrize(
    "task",
    [
        "image_prompt_generation",
        "autocomplete_generation",
        "emoji_generation",
        "function_calling",
        "context_compaction",
        "memory_review",
    ],
)
def test_other_tasks_get_an_empty_answer(pipe: Component, task: str) -> None:
    assert ask(pipe, "Paint a cat", __task__=task) == ""


def test_merged_answers_are_shown_so_they_are_a_report(pipe: Component) -> None:
    assert "| Words | 2 |" in ask(pipe, "One two", __task__="moa_response_generation")


def test_a_long_hostile_text_is_examined_quickly_and_off_the_loop(pipe: Component) -> None:
    threads = []

    class Recording(pipe.module.Function):  # type: ignore[misc, name-defined]
        def _statistics(self, text: str) -> Any:
            threads.append(threading.current_thread())
            return super()._statistics(text)

    start = time.perf_counter()
    report = run(Recording().execute(chat("-.- " * 50_000)))
    assert time.perf_counter() - start < 5
    assert "| Words | 0 |" in report
    assert threads[0] is not threading.main_thread()


def test_users_at_once_get_their_own_reports(pipe: Component) -> None:
    async def everyone() -> list[str]:
        asks = [
            _ask(
                pipe,
                "word " * n,
                user=person(f"u{n}"),
                user_valves={"OUTPUT": "json" if n % 2 else "table"},
            )
            for n in range(1, 21)
        ]
        return await asyncio.gather(*asks)

    for n, report in enumerate(run(everyone()), 1):
        assert (f'"words": {n},' if n % 2 else f"| Words | {n} |") in report
