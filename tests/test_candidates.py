"""Which files are read at all: components yes, ordinary packages no."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from owui_lint.host import Host
from owui_lint.parsing.candidates import TELLING, TELLING_KEYS, could_be_component
from tests.harness import ROOT

COMPONENTS = {
    "pipe": "class Pipe:\n    async def pipe(self, body):\n        return ''\n",
    "pipe without a hook": "class Pipe:\n    pass\n",
    "filter": "class Filter:\n    def inlet(self, body):\n        return body\n",
    "filter with stream alone": "class Filter:\n    def stream(self, event):\n        return event\n",
    "action": "class Action:\n    async def action(self, body):\n        return body\n",
    "event": "class Event:\n    async def event(self, event):\n        pass\n",
    "tools": "class Tools:\n    def add(self, a: int) -> int:\n        return a\n",
    "pipeline": "class Pipeline:\n    def pipe(self, user_message, model_id, messages, body):\n        pass\n",
    "function": "class Function:\n    class Config(BaseModel):\n        x: int = 1\n",
    "assigned": "class _Impl:\n    def pipe(self, body):\n        return ''\n\n\nPipe = _Impl\n",
    "misspelt class": "class Tool:\n    def __init__(self):\n        self.valves = self.Valves()\n",
    "lower case": "class pipe:\n    def pipe(self, body):\n        return ''\n",
    "other name": "class MyFilter:\n    def outlet(self, body: dict):\n        return body\n",
    "injected parameter": "async def run(__event_emitter__=None):\n    pass\n",
    "host import": "from open_webui.models.users import Users\n",
    "header alone": '"""\ntitle: Something\nauthor: Somebody\n"""\n',
    "header after comment": '# x\n\n"""\ntitle: Something\nrequirements: httpx\n"""\n',
    "header with other quotes": "'''\ntitle: Something\nversion: 1\n'''\n",
    "required version": '"""\nrequired_open_webui_version: 0.5.0\n"""\n',
    "valves": "class Valves(BaseModel):\n    x: int = 1\n",
}
ORDINARY = {
    "nothing": "",
    "module": '"""Parse things."""\n\nimport os\n',
    "queue": "from multiprocessing import Pipe, Process\n\na, b = Pipe()\n",
    "scikit": "from sklearn.pipeline import Pipeline\n\nPipeline([]).fit(x)\n",
    "logging": "class Filter:\n    def filter(self, record):\n        return True\n",
    "argparse": "class Action:\n    def __call__(self, parser):\n        pass\n",
    "threading": "class Event:\n    def set(self):\n        pass\n",
    "command": "class Function:\n    def execute(self, cursor):\n        pass\n",
    "script header": '"""\nAuthor: Somebody\nVersion: 1.0\n"""\n',
    "prose": '"""\nNote: this is\ntitle: no\n"""\n',
    "annotated": "x.__metadata__\n",
}


@pytest.mark.parametrize("text", COMPONENTS.values(), ids=COMPONENTS.keys())
def test_components_pass(text: str) -> None:
    assert could_be_component(text)
    assert could_be_component(text.replace("\n", "\r\n"))


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_files_do_not(text: str) -> None:
    assert not could_be_component(text)


def test_the_reference_components_pass() -> None:
    for path in sorted((ROOT / "components").glob("*.py")):
        if path.name != "__init__.py":
            assert could_be_component(path.read_text(encoding="utf-8")), path.name


def test_hardly_any_file_of_the_standard_library_passes() -> None:
    library = Path(sysconfig.get_path("stdlib"))
    files = [path for path in library.rglob("*.py") if "site-packages" not in path.parts]
    passing = [
        path for path in files if could_be_component(path.read_text("utf-8", errors="replace"))
    ]
    assert len(files) > 500
    assert len(passing) <= 3, passing


def test_names_known_by_heart_are_those_that_are_injected() -> None:
    # `__model_knowledge__` is passed to the built-in tools alone, which people copy
    assert {name for name in TELLING if name.startswith("__")} - Host.injected_names() <= {
        "__model_knowledge__"
    }


def test_header_keys_known_by_heart_are_those_that_are_read() -> None:
    assert set(Host.header_keys()) >= TELLING_KEYS
    for key in Host.header_keys():
        telling = "date" if key == "title" else "title"
        assert could_be_component(f'"""\n{key}: 1\n{telling}: 1\n"""\n'), key
