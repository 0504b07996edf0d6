"""What some findings say, where the words depend on what the host knows by release."""

from __future__ import annotations

import pytest

from owui_lint import Settings, lint_source
from owui_lint.host import Host

_SKILLS = """
from open_webui.models.skills import Skills


class Pipe:
    async def pipe(self, body: dict) -> str:
        return str(await Skills.get_skills_by_user_id("1", "read"))
"""
_FILTERS = """
from open_webui.models.users import Users
from open_webui.utils.filter import process_filter_functions


class Pipe:
    async def pipe(self, body: dict, __request__=None) -> str:
        return str({call})
"""

_IMPORTS = """
import nltk
import xgboost
from google import genai


class Pipe:
    async def pipe(self, body: dict) -> str:
        return str([nltk, xgboost, genai])
"""


def _messages(code: str, source: str) -> list[str]:
    return [f.message for f in lint_source(source, settings=Settings(select=(code,)))]


def test_a_method_that_is_gone_names_its_successor_with_the_argument() -> None:
    gone = "`Skills.get_skills_by_user_id` was removed in 0.11.2; use `get_skills(user_id=…)`"
    assert _messages("OWU611", _SKILLS) == [gone]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            "await process_filter_functions(request=__request__, filter_functions=[], "
            "filter_type='inlet', form_data=body, extra_params={})",
            "`process_filter_functions` needs `filter_context` since 0.11.0; add it to the call",
        ),
        (
            "await process_filter_functions(__request__, [], 'inlet', body, {})",
            "`process_filter_functions` needs `filter_context` since 0.11.0; add it to the call",
        ),
        (
            "await Users.get_user_by_id('1', user_id='1')",
            "`Users.get_user_by_id(id, …)` takes no `user_id`; rename or remove it",
        ),
        (
            "await Users.get_user_by_id('1', id='1')",
            "`Users.get_user_by_id` is given `id` by position and by name; pass it once",
        ),
        (
            "await Users.get_user_by_id()",
            "`Users.get_user_by_id(id, …)` needs `id`; add it to the call",
        ),
        (
            "await Users.get_user_by_id('1', None, 2, 3)",
            "`Users.get_user_by_id` takes at most 2 positional arguments; remove the others",
        ),
    ],
)
def test_a_call_that_does_not_fit_says_what_is_wrong(call: str, message: str) -> None:
    assert _messages("OWU608", _FILTERS.replace("{call}", call)) == [message]


def test_a_package_that_came_with_older_releases_is_said_to_be_dropped() -> None:
    needed = "is not in `requirements`, and Open WebUI"
    assert _messages("OWU116", _IMPORTS) == [
        f"`nltk` {needed} {Host.latest()} no longer includes it (since 0.11.4); add it",
        f"`xgboost` {needed} {Host.latest()} does not include it; add it",
        f"`google-genai` {needed} {Host.latest()} no longer includes it (since 0.11.4); add it",
    ]
    older = Settings(select=("OWU116",), target_version="0.5.20")
    assert [f.message for f in lint_source(_IMPORTS, settings=older)] == [
        f"`{name}` {needed} 0.5.20 does not include it; add it"
        for name in ("xgboost", "google-genai")
    ]
