# ruff: noqa: E501 - a snippet is easier read in one line than in three
"""`analysis.guards`: has the author thought of the release, and does the code ever run in it?"""

from __future__ import annotations

import libcst as cst
import pytest

from owui_lint.analysis.guards import catches_around, is_caught, is_read_alone, is_same
from owui_lint.component.world import release_guards
from tests.analysis.snippets import call_of, component

_IMPORTS = """
    import inspect, asyncio, sys, importlib, importlib.util
    from importlib.util import find_spec
    from open_webui.env import VERSION
    from open_webui.env import VERSION as OWUI
    from open_webui.models.users import Users
    from packaging.version import Version, parse
"""
# place() stands for a use that only Open WebUI < 0.9.0 has; what stands before it decides
_OLD = {
    "inline": 'if Version(VERSION) < Version("0.9.0"):\n    place()',
    "alias": 'if parse(OWUI) < parse("0.9.0"):\n    place()',
    "turned round": 'if Version("0.9.0") > Version(VERSION):\n    place()',
    "else": 'if Version(VERSION) >= Version("0.9.0"):\n    pass\nelse:\n    place()',
    "elif": 'if x():\n    pass\nelif Version(VERSION) < Version("0.9"):\n    place()',
    "after elif": 'if Version(VERSION) >= Version("0.9"):\n    pass\nelif x():\n    place()',
    "not": 'if not Version(VERSION) >= Version("0.9.0"):\n    place()',
    "and": 'if x() and Version(VERSION) < Version("0.9.0"):\n    place()',
    "expression and": 'Version(VERSION) < Version("0.9.0") and place()',
    "expression or": 'Version(VERSION) >= Version("0.9.0") or place()',
    "ternary": 'y = 1 if Version(VERSION) >= Version("0.9.0") else place()',
    "early return": 'if Version(VERSION) >= Version("0.9.0"):\n    return 1\nplace()',
    "early raise": 'if Version(VERSION) >= Version("0.9.0"):\n    raise ValueError\nplace()',
    "early else": 'if Version(VERSION) < Version("0.9"):\n    x()\nelse:\n    return 1\nplace()',
    "assert": 'assert Version(VERSION) < Version("0.9.0")\nplace()',
    "local": 'old = Version(VERSION) < Version("0.9.0")\nif old:\n    place()',
    "local tuple": 'v = tuple(int(p) for p in VERSION.split(".")[:2])\nif v < (0, 9):\n    place()',
    "map": 'v = tuple(map(int, VERSION.split(".")))\nif v < (0, 9, 0):\n    place()',
    "unpacked": 'major, minor, *_ = map(int, VERSION.split("."))\nif (major, minor) < (0, 9):\n    place()',
    "minor alone": 'major, minor, _ = [int(p) for p in VERSION.split(".")]\nif minor < 9:\n    place()',
    "index": 'if int(VERSION.split(".")[1]) < 9:\n    place()',
    "attributes": "v = Version(VERSION)\nif v.major == 0 and v.minor < 9:\n    place()",
    "release": "if Version(VERSION).release < (0, 9):\n    place()",
    "startswith": 'if VERSION.startswith("0.8"):\n    place()',
    "among": 'if VERSION in ("0.8.0", "0.8.1"):\n    place()',
    "text order": 'if VERSION < "0.9.0":\n    place()',
    "strip": 'if Version(VERSION.lstrip("v").strip()) < Version("0.9.0"):\n    place()',
    "while": 'while Version(VERSION) < Version("0.9.0"):\n    place()',
    "comprehension": 'y = [place() for i in a if Version(VERSION) < Version("0.9.0")]',
    "chained": 'if Version("0.5") < Version(VERSION) < Version("0.9"):\n    place()',
    "walrus": 'if (old := Version(VERSION) < Version("0.9.0")):\n    place()',
    "metadata": 'from importlib.metadata import version\nif Version(version("open-webui")) < Version("0.9"):\n    place()',
    "hasattr": 'if not hasattr(Users, "get_user_by_id"):\n    place()',
    "getattr": 'if getattr(Users, "get_user_by_id", None) is None:\n    place()',
    "is async": "if not inspect.iscoroutinefunction(Users.get_user_by_id):\n    place()",
    "asyncio's": "if not asyncio.iscoroutinefunction(Users.get_user_by_id):\n    place()",
    "async early": "if inspect.iscoroutinefunction(Users.get_user_by_id):\n    return 1\nplace()",
    "find_spec": 'if find_spec("open_webui.apps.webui") is not None:\n    place()',
    "find_spec, whole": 'if importlib.util.find_spec("open_webui.models.config") is None:\n    place()',
    "find_spec, truth": 'if not find_spec("open_webui.models.config"):\n    place()',
    "python too old": "if sys.version_info < (3, 8):\n    place()",
    "handler": "try:\n    from open_webui.models.config import Config\nexcept ImportError:\n    place()",
    "two errors": "try:\n    from open_webui.models.config import Config\nexcept (ImportError, ModuleNotFoundError):\n    place()",
    "handler with more": "try:\n    from open_webui.models.config import Config\n    x()\nexcept ImportError:\n    place()",
    "flag": "try:\n    from open_webui.models.config import Config\n    NEW = True\nexcept ImportError:\n    NEW = False\nif not NEW:\n    place()",
    "flag first": "NEW = False\ntry:\n    from open_webui.models.config import Config\n    NEW = True\nexcept ImportError:\n    pass\nif not NEW:\n    place()",
    "imported or None": "try:\n    from open_webui.models.config import Config\nexcept ImportError:\n    Config = None\nif Config is None:\n    place()",
    "truth of import": "try:\n    from open_webui.models.config import Config\nexcept Exception:\n    Config = None\nif not Config:\n    place()",
    "old module there": "try:\n    from open_webui.apps.webui.models.users import Users as U\nexcept ImportError:\n    pass\nelse:\n    place()",
    "after old import": "try:\n    from open_webui.apps.webui.models.users import Users as U\n    place()\nexcept ImportError:\n    pass",
    "old import returns": "try:\n    from open_webui.apps.webui.models.users import Users as U\nexcept ImportError:\n    return None\nplace()",
    "TypeError": "try:\n    y = await Users.get_user_by_id(1)\nexcept TypeError:\n    y = place()",
    "AttributeError": "try:\n    y = Users.get_user_by_id\nexcept AttributeError:\n    y = place()",
    "same thing, any error": "try:\n    y = await Users.get_users()\nexcept Exception:\n    y = [place(), Users.get_users()]",
    "unknown helper": "OWUI_VERSION = fetch()\nif OWUI_VERSION < 9:\n    place()",
    "unknown module": "from open_webui.utils.unheard import thing\nif hasattr(Users, 'unheard_of'):\n    place()",
}
_NEW = {
    "unrelated": 'if body.get("conversion"):\n    place()',
    "own version": 'if body["version"] == 2:\n    place()',
    "hasattr of another": 'if hasattr(body, "keys"):\n    place()',
    "wrong way round": 'if Version(VERSION) >= Version("0.9.0"):\n    place()',
    "undefined name": "if Version(WHICH) < Version('0.9'):\n    place()",
    "there": 'if hasattr(Users, "get_user_by_id"):\n    place()',
    "is async": "if inspect.iscoroutinefunction(Users.get_user_by_id):\n    place()",
    "own function is not async": "def f(): ...\nif not inspect.iscoroutinefunction(f):\n    place()",
    "python": "if sys.version_info >= (3, 9):\n    place()",
    "python, either": "if sys.version_info >= (3, 12):\n    place()",
    "module there": 'if find_spec("open_webui.models.config"):\n    place()',
    "in the try": "try:\n    from open_webui.models.config import Config\n    place()\nexcept ImportError:\n    raise",
    "missing for sure": "try:\n    from open_webui.apps.webui.models.users import Users as U\nexcept ImportError:\n    place()",
    "flag of the new": "try:\n    from open_webui.models.config import Config\n    NEW = True\nexcept ImportError:\n    NEW = False\nif NEW:\n    place()",
    "another error": "try:\n    y = Users.get_user_by_id\nexcept ValueError:\n    place()",
    "other package missing": "try:\n    import unheard_of\nexcept ImportError:\n    place()",
    "set to a text": "KEY = ''\nif KEY:\n    place()",
    "filled later": "a = []\na.append(1)\nif a:\n    place()",
    "counted": "n = 0\nn += 1\nif n:\n    place()",
    "set in a loop": "found = False\nfor i in body:\n    found = True\nif found:\n    place()",
    "after an inner return": "if x():\n    return 1\nplace()",
    "valve": "if self.valves.old:\n    place()",
    "no exit": 'if Version(VERSION) >= Version("0.9.0"):\n    x()\nplace()',
}


def _in_pipe(body: str) -> str:
    lines = "\n".join(f"            {line}" for line in body.splitlines())
    return (
        f"{_IMPORTS}\n    class Pipe:\n        async def pipe(self, body: dict) -> str:\n{lines}\n"
    )


@pytest.mark.parametrize("body", _OLD.values(), ids=_OLD)
def test_author_has_thought_of_the_release(body: str) -> None:
    file = component(_in_pipe(body))
    assert release_guards(file).is_guarded(call_of(file, "place"))


@pytest.mark.parametrize("body", _NEW.values(), ids=_NEW)
def test_nothing_is_guarded_by_what_only_looks_like_it(body: str) -> None:
    file = component(_in_pipe(body))
    assert not release_guards(file).is_guarded(call_of(file, "place"))


@pytest.mark.parametrize("name", ["inline", "tuple", "early return", "flag", "hasattr", "handler"])
def test_what_runs_in_an_old_release_is_not_guarded_there(name: str) -> None:
    code = _OLD.get(name, _OLD["local tuple"])
    file = component(_in_pipe(code.replace("get_user_by_id", "get_unheard")), target="0.6.5")
    assert release_guards(file).runs(call_of(file, "place"))


_FUNCTIONS = {
    "constant": ('OLD = Version(VERSION) < Version("0.9.0")', "OLD"),
    "constant of a constant": ('V = Version(VERSION)\n    OLD = V < Version("0.9.0")', "OLD"),
    "denied": ('NEW = Version(VERSION) >= Version("0.9.0")', "not NEW"),
    "function": ('def old():\n        return Version(VERSION) < Version("0.9.0")', "old()"),
    "with argument": (
        "def below(v):\n        return Version(VERSION) < Version(v)",
        'below("0.9")',
    ),
    "by name": ("def below(*, v):\n        return Version(VERSION) < Version(v)", 'below(v="0.9")'),
    "lambda": ('old = lambda: Version(VERSION) < Version("0.9")', "old()"),
    "two returns": (
        'def old():\n        if Version(VERSION) >= Version("0.9"):\n            return False\n        return True',
        "old()",
    ),
    "guarded itself": (
        'def old():\n        try:\n            return Version(VERSION) < Version("0.9")\n        except Exception:\n            return False',
        "old()",
    ),
    "imports itself": (
        "def new():\n        try:\n            import open_webui.models.config\n            return True\n        except ImportError:\n            return False",
        "not new()",
    ),
    "class attribute": ('class H:\n        OLD = Version(VERSION) < Version("0.9")', "H.OLD"),
    "two ways": (
        'if Version(VERSION) < Version("0.9"):\n        OLD = True\n    else:\n        OLD = False',
        "OLD",
    ),
    "fallback of the version": (
        'try:\n        from open_webui.env import VERSION as V\n    except ImportError:\n        V = "0.0.0"',
        'Version(V) < Version("0.9")',
    ),
}


@pytest.mark.parametrize(("module", "test"), _FUNCTIONS.values(), ids=_FUNCTIONS)
def test_tests_are_followed_through_names_and_functions(module: str, test: str) -> None:
    code = f"{_IMPORTS}\n    {module}\n\n    class Pipe:\n        async def pipe(self, body: dict):\n            if {test}:\n                place()\n"
    file = component(code)
    assert not release_guards(file).runs(call_of(file, "place"))
    old = component(code, target="0.6.5")
    assert release_guards(old).runs(call_of(old, "place"))


_MEMBERS = {
    "class": '    OLD = Version(VERSION) < Version("0.9")\n',
    "init": '    def __init__(self):\n        self.OLD = Version(VERSION) < Version("0.9")\n',
    "property": '    @property\n    def OLD(self):\n        return Version(VERSION) < Version("0.9")\n',
}


@pytest.mark.parametrize("member", _MEMBERS.values(), ids=_MEMBERS)
def test_tests_are_followed_through_attributes(member: str) -> None:
    code = (
        "from open_webui.env import VERSION\nfrom packaging.version import Version\n"
        f"class Pipe:\n{member}    async def pipe(self, body: dict):\n        if self.OLD:\n            place()\n"
    )
    file = component(code)
    assert not release_guards(file).runs(call_of(file, "place"))


def test_a_helper_is_guarded_where_all_its_callers_are() -> None:
    code = """
        from open_webui.env import VERSION
        from packaging.version import Version
        class Pipe:
            def _old(self):
                return place()
            async def pipe(self, body: dict):
                if Version(VERSION) < Version("0.9"):
                    return self._old()
    """
    file = component(code)
    assert release_guards(file).is_guarded(call_of(file, "place"))
    file = component(code + "\n            async def pipes(self):\n                self._old()\n")
    assert not release_guards(file).is_guarded(call_of(file, "place"))


_PRESENCE = {
    "hasattr": ('if hasattr(state, "config"):\n    state.config', True),
    "and": ('y = hasattr(state, "config") and state.config', True),
    "early": ('if not hasattr(state, "config"):\n    return 1\nstate.config', True),
    "getattr": ('if getattr(state, "config", None):\n    state.config', True),
    "is not None": ('if getattr(state, "config", None) is not None:\n    state.config', True),
    "is None": ('if getattr(state, "config", None) is None:\n    return 1\nstate.config', True),
    "dir": ('if "config" in dir(state):\n    state.config', True),
    "dict": ('if "config" in state.__dict__:\n    state.config', True),
    "not in": ('if "config" not in vars(state):\n    return 1\nstate.config', True),
    "flag": ('has = hasattr(state, "config")\nif has:\n    state.config', True),
    "ternary": ('y = state.config if hasattr(state, "config") else None', True),
    "other name": ('if hasattr(state, "other"):\n    state.config', False),
    "other owner": ('if hasattr(body, "config"):\n    state.config', False),
    "other branch": ('if hasattr(state, "config"):\n    pass\nelse:\n    state.config', False),
    "or": ('if hasattr(state, "config") or x():\n    state.config', False),
    "AttributeError": ("try:\n    state.config\nexcept AttributeError:\n    pass", True),
    "raised again": ("try:\n    state.config\nexcept AttributeError:\n    raise", False),
    "other error": ("try:\n    state.config\nexcept ValueError:\n    pass", False),
    "any, alone": ("try:\n    y = state.config\nexcept Exception:\n    return 1", True),
    "any, in a call": (
        "try:\n    y = await body.use(state.config)\nexcept Exception:\n    return 1",
        False,
    ),
    "any, in the whole": (
        "try:\n    a()\n    b()\n    c()\n    y = state.config\nexcept Exception:\n    return 1",
        False,
    ),
    "suppress": (
        "from contextlib import suppress\nwith suppress(AttributeError):\n    state.config",
        True,
    ),
}


@pytest.mark.parametrize(("body", "answer"), _PRESENCE.values(), ids=_PRESENCE)
def test_presence_is_asked_for(body: str, answer: bool) -> None:
    file = component(_in_pipe(f"state = body.app\n{body}"))
    reads = [a for a in file.of(cst.Attribute) if a.attr.value == "config"]
    read = reads[-1]
    owner = is_same(file, read.value)
    found = release_guards(file).is_guarded(read, frozenset({"AttributeError"}), owner, "config")
    assert found is answer


_CAUGHT = {
    "import": ("try:\n    place()\nexcept ImportError:\n    pass", "ImportError", True),
    "bare": ("try:\n    place()\nexcept:\n    pass", "", True),
    "tuple": ("try:\n    place()\nexcept (KeyError, TypeError):\n    pass", "TypeError", True),
    "in a handler": ("try:\n    pass\nexcept KeyError:\n    place()", "KeyError", False),
    "in the else": (
        "try:\n    pass\nexcept KeyError:\n    pass\nelse:\n    place()",
        "KeyError",
        False,
    ),
    "logged and raised": (
        "try:\n    place()\nexcept KeyError:\n    print(1)\n    raise",
        "KeyError",
        False,
    ),
    "raised otherwise": (
        "try:\n    place()\nexcept KeyError as e:\n    raise ValueError from e",
        "KeyError",
        False,
    ),
    "raised sometimes": (
        "try:\n    place()\nexcept KeyError:\n    if x():\n        raise",
        "KeyError",
        True,
    ),
    "in a function": (
        "try:\n    def f():\n        place()\nexcept KeyError:\n    pass",
        "KeyError",
        False,
    ),
    "outer": (
        "try:\n    try:\n        place()\n    finally:\n        x()\nexcept KeyError:\n    pass",
        "KeyError",
        True,
    ),
}


@pytest.mark.parametrize(("body", "error", "answer"), _CAUGHT.values(), ids=_CAUGHT)
def test_handlers_take_errors(body: str, error: str, answer: bool) -> None:
    file = component(_in_pipe(body))
    assert is_caught(file, call_of(file, "place"), frozenset({error})) is answer


def test_blocks_that_take_errors_are_named_innermost_first() -> None:
    body = "try:\n    try:\n        place()\n    except KeyError:\n        pass\nexcept TypeError:\n    pass"
    file = component(_in_pipe(body))
    found = [catch.errors for catch in catches_around(file, call_of(file, "place"))]
    assert found == [{"KeyError"}, {"TypeError"}]
    assert not is_read_alone(file, call_of(file, "place"))
