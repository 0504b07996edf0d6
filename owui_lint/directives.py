"""The comments `# owui-lint: disable=OWU312,OWU4`: what they say, and what of it means nothing.

A directive stands alone on a line and holds for the whole file. An explanation may follow the codes:
`# owui-lint: disable=OWU312 -- the payload is changed in place`. Whatever is not understood is a
`Problem`, so that no directive is silently without effect.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from owui_lint import codes

# Blanks are stripped elsewhere: three patterns that all take them try every way to share them out.
_DIRECTIVE = re.compile(r"[ \t]*#\s*owui-lint:(.*)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\s*([a-z][a-z_-]*)", re.IGNORECASE)
_ITEM = re.compile(r"[\s,]*([a-z]+(?:[0-9]+|(?:-[a-z0-9]+)+)?)(?!\w|[.-]\w)", re.IGNORECASE)
_CODE = re.compile(r"OWU[0-9]{0,3}", re.IGNORECASE)
_NAMES_CODE = re.compile(r"\bOWU[0-9]", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:and\b|or\b|[&+;/|])\s*(OWU[0-9]+)", re.IGNORECASE)
_SYNONYMS = frozenset({"ignore", "noqa", "off", "skip", "enable", "disable-file", "disable-line"})
_WORDS = ("disable",)


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a directive that has no effect.

    Attributes:
        start: where the part begins (offset, 0-based code points)
        end: where it ends, exclusive
        message: what is wrong and what to write instead
        replacement: what is clearly meant instead of the part; None where that is not clear
        title: of the fix
    """

    start: int
    end: int
    message: str
    replacement: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Directive:
    """One comment.

    Attributes:
        disabled: codes and prefixes, in upper case, that it hides in the whole file
        problems: what of it means nothing
    """

    disabled: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def directives(text: str, lines: list[str], starts: list[int]) -> Iterator[Directive]:
    """Yield every directive that stands alone on its line.

    Args:
        text: of the file
        lines: of the file, without their ends
        starts: the offset at which each line begins
    """
    if "owui-lint:" not in text.lower():
        return
    for line, start in zip(lines, starts, strict=True):
        match = _DIRECTIVE.match(line)
        if match is not None:
            yield read(match.group(1), start + match.start(1))


def read(said: str, offset: int) -> Directive:
    """Return what one comment says.

    Args:
        said: what follows `owui-lint:`
        offset: where that begins in the file
    """
    word = _WORD.match(said)
    if word is None:
        return Directive()
    name, start, end = word.group(1), offset + word.start(1), offset + word.end(1)
    rest = said[word.end() :]
    assigned = rest.lstrip().startswith("=")
    if name.lower() != "disable":
        return _other_word(name, start, end, rest, assigned)
    if not assigned:
        if rest.strip() and not _NAMES_CODE.search(rest) and rest.split()[0] != "all":
            return Directive()  # prose: "disable this and that"
        message = "`disable` needs a `=` before the codes, so nothing is hidden; add it"
        gap = end + len(rest) - len(rest.lstrip())
        return Directive((), (Problem(end, max(gap, end + 1), message, "=", "Insert `=`"),))
    list_start = end + rest.index("=") + 1
    return _listed(said[list_start - offset :], list_start)


def _other_word(name: str, start: int, end: int, rest: str, assigned: bool) -> Directive:
    """Report a word that is not `disable`, unless it is the beginning of a sentence."""
    near = difflib.get_close_matches(name.lower(), _WORDS, 1, 0.75)
    names_code = _NAMES_CODE.search(rest) is not None
    if not (assigned or names_code or near or (name.lower() in _SYNONYMS and not rest.strip())):
        return Directive()
    message = f"`{name}` is not a directive; write `disable=OWU312`"
    clear = bool(assigned and names_code and name.lower() != "enable")
    fix = "disable" if clear else None
    title = f"Replace `{name}` with `disable`" if clear else ""
    return Directive((), (Problem(start, end, message, fix, title),))


def _codes_by_name() -> dict[str, str]:
    return {name: code for code, name in codes.known().items()}


def _listed(text: str, offset: int) -> Directive:
    """Read the codes of a list; what follows them is an explanation."""
    disabled: list[str] = []
    problems: list[Problem] = []
    at = 0
    while match := _ITEM.match(text, at):
        item = match.group(1)
        is_code = _CODE.fullmatch(item) is not None
        if not is_code and disabled and "," not in text[at : match.start(1)]:
            break  # the explanation
        at = match.end()
        place = offset + match.start(1), offset + match.end(1)
        if is_code and codes.matches(item.upper()):
            disabled.append(item.upper())
        elif item.lower() in _codes_by_name():
            code = _codes_by_name()[item.lower()]
            message = f"`{item}` is the name of a rule; write its code, `{code}`"
            problems.append(Problem(*place, message, code, f"Replace `{item}` with `{code}`"))
        elif is_code or any(one.isdigit() for one in item):
            problems.append(Problem(*place, f"`{item}` is not the code of a rule; remove it"))
        elif item.lower() == "all":
            message = "`all` is not a code; write `OWU` to hide everything in this file"
            problems.append(Problem(*place, message, "OWU", "Replace `all` with `OWU`"))
        else:
            problems.append(Problem(*place, f"`{item}` is not a code; write one such as `OWU312`"))
            break
    if not disabled and not problems:
        problems.append(
            Problem(offset, offset, "`disable=` names no code; write one such as `OWU312`")
        )
    joined = _JOINED.match(text, at)
    if joined is not None and disabled:
        message = f"`{joined.group(1)}` is not read; separate codes by commas"
        problems.append(Problem(offset + joined.start(1), offset + joined.end(1), message))
    return Directive(tuple(disabled), tuple(problems))
