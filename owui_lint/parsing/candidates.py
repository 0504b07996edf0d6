"""The cheap test whether a text can be a component: regular expressions and one small list.

A yes costs a parse, a no costs every finding. So the test errs towards yes, and still keeps away
from ordinary packages, which also have classes named `Filter` and methods named `execute`: what is
common elsewhere counts only beside something of Open WebUI's own.
"""

from __future__ import annotations

import re
from pathlib import Path

_LIST = Path(__file__).parents[1] / "host" / "data" / "curated" / "candidates.txt"
_WORDS = {words[0]: words[1:] for words in map(str.split, _LIST.read_text("ascii").splitlines())}
"""The words of Open WebUI's own by what they are, one group a line: read in 20 µs, unlike JSON."""
TELLING = tuple(_WORDS["parameters"])
"""The names of injected parameters that have no other use."""
TELLING_KEYS = frozenset(_WORDS["telling_keys"])
"""Header keys that the docstrings of ordinary scripts ("author", "version") seldom have."""


def _any(group: str) -> str:
    """Return the branches of a regular expression that match any word of a group."""
    return "|".join(_WORDS[group])


_STRONG = re.compile(
    rf"""
      {_any("parameters")}
    | \b(?:{_any("packages")})\b
    | \bclass\ (?:{_any("classes")})\b
    | \bdef\ (?:{_any("hooks")})\s*\(\s*self\s*,\s*(?:{_any("payloads")})\b
    | ^[ ]*required_open_webui_version\s*:
    """,
    re.VERBOSE | re.MULTILINE,
)
"""Words that have no other use: one is enough."""

_CLASS_NAME = "|".join(
    f"[{name[0].upper()}{name[0]}]{name[1:]}s?|{name.upper()}S?" for name in _WORDS["names"]
)
_WEAK = re.compile(
    rf"""
      \bclass\ +(?:{_CLASS_NAME})\b                    # defined, also misspelt
    | ^[ \t]*(?:{_CLASS_NAME})\ *(?::[^=\n]+)?=[^=]    # assigned
    | \bimport\b[^\n;]{{0,300}}\b(?:{_CLASS_NAME})\b     # imported, also `as Pipe`
    """,
    re.VERBOSE | re.MULTILINE,
)
"""Names a component's class has, or was meant to have, and so do many others."""

_BESIDE = re.compile(
    r"""
      \bdef\ +(?:inlet|outlet|pipes?|pipelines)\s*\(
    | \bdef\ +(?:action|event|stream|request)\s*\(\s*self\s*,[^)]{0,500}\b(?:body|event|__\w+__)\b
    | \bdef\ +execute\s*\(\s*self\s*,\s*body\b
    | \bself\.valves\b
    | \bclass\ +Config\b
    | \bdef\ +on_valves_updated\b
    """,
    re.VERBOSE,
)
"""What a component has beside its class name."""

# Each branch ends where no other can go on: nothing here can be matched in two ways.
_OPENING = re.compile(
    r"""(?:\s|\#[^\r\n]*[\r\n]|from\ __future__[^\r\n]*[\r\n])*[rRuU]?(\"\"\"|''')""", re.VERBOSE
)
_HEADER_KEY = re.compile(
    rf"^[ \t]*({_any('telling_keys')}|{_any('other_keys')})[ \t]*:", re.MULTILINE
)


def could_be_component(text: str) -> bool:
    """Whether `text`, without its byte order mark, can be an Open WebUI component."""
    if _STRONG.search(text) is not None:
        return True
    if _WEAK.search(text) is not None and _BESIDE.search(text) is not None:
        return True
    return _has_header(text)


def _has_header(text: str) -> bool:
    """Whether `text` begins with a docstring that reads like a component's header."""
    opening = _OPENING.match(text)
    if opening is None:
        return False
    end = text.find(opening.group(1), opening.end())
    keys = set(_HEADER_KEY.findall(text, opening.end(), len(text) if end < 0 else end))
    return len(keys) > 1 and not keys.isdisjoint(TELLING_KEYS)
