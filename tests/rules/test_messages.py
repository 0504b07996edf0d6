"""What some findings say, where the words depend on what the host knows by release."""

from __future__ import annotations

from owui_lint import Settings, lint_source

_SKILLS = """
from open_webui.models.skills import Skills


class Pipe:
    async def pipe(self, body: dict) -> str:
        return str(await Skills.get_skills_by_user_id("1", "read"))
"""


def _messages(code: str, source: str) -> list[str]:
    return [f.message for f in lint_source(source, settings=Settings(select=(code,)))]


def test_a_method_that_is_gone_names_its_successor_with_the_argument() -> None:
    gone = "Gone since 0.11.2, now `get_skills(user_id=…)`: `Skills.get_skills_by_user_id`"
    assert _messages("OWU611", _SKILLS) == [gone]
