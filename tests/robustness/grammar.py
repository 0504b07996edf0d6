"""Components out of a grammar, for Hypothesis: every kind, every part present, odd or missing."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from tests.robustness import pieces

Drawn = TypeVar("Drawn")
Draw = Callable[[st.SearchStrategy[Drawn]], Drawn]

_INDENT = "    "


def components() -> st.SearchStrategy[str]:
    """The text of a component; most parse, not all make sense."""
    return _components()


def layouts() -> st.SearchStrategy[Callable[[str], str]]:
    r"""Ways to lay out a text: tabs, \r\n, form feeds, no final newline …, which leave its meaning."""
    return st.lists(st.sampled_from(_LAYOUTS), max_size=3, unique=True).map(_composed)


@st.composite
def _components(draw: st.DrawFn) -> str:
    parts = [_piece(draw, pieces.HEADERS)]
    parts += _some(draw, pieces.IMPORTS, 6)
    parts += _some(draw, pieces.MODULE, 3)
    parts += [_class(draw) for _ in range(draw(st.integers(1, 2)))]
    parts += _some(draw, pieces.MODULE, 2)
    if draw(st.integers(0, 15)) == 15:
        parts.append(_piece(draw, pieces.NEWER))
    return "\n".join(part for part in parts if part) + "\n"


def _piece(draw: st.DrawFn, options: Sequence[str]) -> str:
    number = draw(st.integers(0, 2))
    return (
        draw(st.sampled_from(options))
        .replace("{n}", str(number))
        .replace("{{", "{")
        .replace("}}", "}")
    )


def _some(draw: st.DrawFn, options: Sequence[str], most: int) -> list[str]:
    return [_piece(draw, options) for _ in range(draw(st.integers(0, most)))]


def _class(draw: st.DrawFn) -> str:
    body = [_piece(draw, pieces.DOCSTRINGS)]
    for name in draw(st.lists(st.sampled_from(["Valves", "UserValves", "Config"]), max_size=2)):
        fields = _some(draw, pieces.FIELDS, 4) or ["pass"]
        base = draw(
            st.sampled_from(
                ["(BaseModel)", "(BaseModel)", "", "(pydantic.BaseModel)", "(Base)", "(Valves)"]
            )
        )
        body.append(f"class {name}{base}:\n" + _indented(fields))
    body += [_piece(draw, pieces.INITS), *_some(draw, pieces.MEMBERS, 2)]
    body += [_method(draw) for _ in range(draw(st.integers(1, 3)))]
    name = draw(st.sampled_from(pieces.CLASS_NAMES))
    return f"\n\nclass {name}{draw(st.sampled_from(pieces.BASES))}:\n" + _indented(body)


def _method(draw: st.DrawFn) -> str:
    decorator = draw(st.sampled_from(pieces.DECORATORS[-1:] * 5 + pieces.DECORATORS))
    parameters = ["self"] * draw(st.sampled_from([1, 1, 1, 0])) + _parameters(draw)
    separator = draw(st.sampled_from([", ", ",\n        "]))
    head = draw(st.sampled_from(["async def", "def"])) + " " + draw(st.sampled_from(pieces.HOOKS))
    returns = draw(st.sampled_from(["", " -> str", " -> 'dict'", " -> Iterator[str]"]))
    lines = [f"{head}({separator.join(parameters)}){returns}:"]
    body = [_piece(draw, pieces.DOCSTRINGS), *_statements(draw, 4, depth=0)]
    return "\n".join(filter(None, [decorator, *lines])) + "\n" + _indented(body)


def _parameters(draw: st.DrawFn) -> list[str]:
    """Mostly in an order that Python takes."""
    found = _some(draw, pieces.PARAMETERS, 4)
    if draw(st.integers(0, 15)) == 15:
        return found
    unique = {re.split(r"[:=]", one)[0]: one for one in found if one not in ("/", "*")}
    return sorted(
        unique.values(), key=lambda one: (one.startswith("**"), one[0] == "*", "=" in one)
    )


def _statements(draw: st.DrawFn, most: int, depth: int) -> list[str]:
    found = []
    for _ in range(draw(st.integers(1, most))):
        if depth < 2 and draw(st.integers(0, 3)) == 0:
            found.append(_block(draw, depth + 1))
        else:
            found.append(_piece(draw, pieces.STATEMENTS))
    return found


def _block(draw: st.DrawFn, depth: int) -> str:
    text = draw(st.sampled_from(pieces.BLOCKS)).replace("{n}", str(draw(st.integers(0, 2))))
    first, second = (_indented(_statements(draw, 2, depth)) for _ in range(2))
    text = text.replace("{{", "{").replace("}}", "}")
    text = text.replace("{test}", _piece(draw, pieces.TESTS))
    for mark, body in (("{a}", first), ("{b}", second)):
        text = text.replace(mark, body).replace(mark.upper(), textwrap.indent(body, _INDENT))
    return text


def _indented(parts: Sequence[str]) -> str:
    return textwrap.indent("\n".join(part for part in parts if part) or "pass", _INDENT)


def with_tabs(text: str) -> str:
    """Indented with tabs."""
    lines = text.split("\n")
    depths = [(len(line) - len(line.lstrip(" "))) // 4 for line in lines]
    return "\n".join(
        "\t" * depth + line[4 * depth :] for depth, line in zip(depths, lines, strict=True)
    )


def with_crlf(text: str) -> str:
    r"""With \r\n at the end of each line."""
    return text.replace("\n", "\r\n")


def _with_form_feeds(text: str) -> str:
    return text.replace("\n\n", "\n\f\n")


def _without_end(text: str) -> str:
    return text.rstrip("\n")


def _with_trailing_blanks(text: str) -> str:
    return text.replace("\n", " \t\n")


def _with_mark(text: str) -> str:
    return "\ufeff" + text


def _with_comments(text: str) -> str:
    return text.replace(":\n", ":  # note\n")


_LAYOUTS = (
    with_tabs,
    with_crlf,
    _with_form_feeds,
    _without_end,
    _with_trailing_blanks,
    _with_mark,
    _with_comments,
)


def _composed(layouts: Sequence[Callable[[str], str]]) -> Callable[[str], str]:
    def layout(text: str) -> str:
        for one in layouts:
            text = one(text)
        return text

    return layout
