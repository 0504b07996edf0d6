"""What the values of a header must be, as a pydantic model, and the items of `requirements`."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version
from pydantic import AfterValidator, BaseModel, ValidationError

from owui_lint.analysis.memo import cached
from owui_lint.component.header.model import Header, HeaderField
from owui_lint.component.header.text import NOTHING
from owui_lint.finding import Span

ICON_LIMIT = 4096
"""Length in characters from which an icon embedded in the header is too heavy: every model list carries it."""

_SEMVER = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_RELEASE = re.compile(r"\d+(\.\d+)*([.-]?[A-Za-z][A-Za-z0-9.]*)?\+?")
_PIP_OPTION = re.compile(r"--?[A-Za-z]")
_VCS_OR_URL = re.compile(r"(git|hg|svn|bzr)\+\S+|https?://\S+|file:\S+", re.IGNORECASE)
_SCP_STYLE = re.compile(r"[\w.-]+@[\w.-]+:\S+")


def _version(text: str) -> str:
    if _SEMVER.fullmatch(text):
        return text
    try:
        Version(text)
    except InvalidVersion:
        raise ValueError("neither PEP 440 nor SemVer") from None
    return text


def _release(text: str) -> str:
    if not _RELEASE.fullmatch(text):
        raise ValueError("no bare release number")
    return text


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError("no URL") from None
    if parts.scheme == "mailto" and parts.path:
        return text
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in text:
        raise ValueError("no URL")
    return text


def _git_address(text: str) -> str:
    try:
        is_remote = urlsplit(text).scheme in ("ssh", "git", "git+ssh", "git+https")
    except ValueError:
        is_remote = False
    return text if is_remote or _SCP_STYLE.fullmatch(text) else _web_address(text)


def _icon(text: str) -> str:
    if text.startswith("data:image/"):
        if len(text) > ICON_LIMIT:
            raise ValueError("heavy")
        return text
    return text if text.startswith("/") else _web_address(text)


def _requirement(text: str) -> str:
    if _PIP_OPTION.match(text) and len(text.split()) > 1:
        raise ValueError("is passed to pip as one argument, which refuses it; list packages only")
    if _PIP_OPTION.match(text) or _VCS_OR_URL.fullmatch(text):
        return text  # pip takes it; another rule has something to say
    if text.lower() in NOTHING:
        raise ValueError("is not a package; remove it")
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        raise ValueError(f"is not a valid requirement; {_remedy(text)}") from None
    if requirement.url is not None and ":" not in requirement.url:  # `requests@2.0`
        raise ValueError(
            f"is not a valid requirement; write `{requirement.name}==` and the version"
        )
    if text.lower().endswith(".txt"):
        raise ValueError("is a file, not a package; list the packages themselves")
    return text


def _remedy(text: str) -> str:
    """Return what makes a requirement of a text that is none."""
    name = re.match(r"[A-Za-z0-9][\w.-]*(?=\s*=[^=])", text)
    if name is not None:
        return f"write `{name[0]}==` and the version"
    if "#" in text:
        return "remove the comment"
    if re.match(r"[\"'\[(]", text):
        return "remove the quotes and brackets"
    if "/" in text or "\\" in text:
        return "name a package of the index"
    return "separate packages with commas"


class HeaderValues(BaseModel):
    """The values of a header, each as Open WebUI and its pages can use it."""

    version: Annotated[str, AfterValidator(_version)] | None = None
    required_open_webui_version: Annotated[str, AfterValidator(_release)] | None = None
    author_url: Annotated[str, AfterValidator(_web_address)] | None = None
    git_url: Annotated[str, AfterValidator(_git_address)] | None = None
    funding_url: Annotated[str, AfterValidator(_web_address)] | None = None
    icon_url: Annotated[str, AfterValidator(_icon)] | None = None
    requirements: tuple[Annotated[str, AfterValidator(_requirement)], ...] = ()


@cached
def header_problems(header: Header) -> dict[tuple[str, int], str]:
    """Return what is wrong with the values of a header.

    Returns:
        (key, index of the item; 0 for a single value) → the reason; empty values are left out
    """
    values: dict[str, Any] = {
        name: field.value
        for name in HeaderValues.model_fields
        if name != "requirements" and (field := header.get(name)) is not None and field.value
    }
    values["requirements"] = tuple(item.text for item in requirement_items(header))
    try:
        HeaderValues.model_validate(values)
    except ValidationError as error:
        return {_place(item["loc"]): str(item["ctx"]["error"]) for item in error.errors()}
    return {}


def _place(location: tuple[int | str, ...]) -> tuple[str, int]:
    index = location[1] if len(location) > 1 else 0
    return str(location[0]), index if isinstance(index, int) else 0


@dataclass(frozen=True)
class RequirementItem:
    """What Open WebUI hands to pip as one argument: the text between two commas, stripped.

    `group` is the index of the requirement that the author wrote: the pieces of `pkg>=1,<2` and of
    `pkg[a,b]` have one group.
    """

    text: str
    span: Span
    group: int

    @property
    def requirement(self) -> Requirement | None:
        """The parsed requirement; None where it is none."""
        try:
            return Requirement(self.text)
        except InvalidRequirement:
            return None

    @property
    def is_elsewhere(self) -> bool:
        """Whether pip gets it from somewhere else than the package index (or takes it for an option)."""
        requirement = self.requirement
        has_url = requirement is not None and ":" in (requirement.url or "")
        return has_url or _ELSEWHERE.match(self.text) is not None


_ELSEWHERE = re.compile(
    r"(git|hg|svn|bzr)\+|https?://|file:|\.{0,2}/|--?[A-Za-z]|\S+\.(whl|tar\.gz|zip)$",
    re.IGNORECASE,
)


@cached
def requirement_items(header: Header) -> list[RequirementItem]:
    """Return the items of the `requirements` line, as Open WebUI hands them to pip."""
    field = header.get("requirements")
    return _split(field) if field is not None else []


@cached
def split_requirements(header: Header) -> list[RequirementItem]:
    """Return the items that are pieces of a requirement with a comma in it."""
    items = requirement_items(header)
    sizes = Counter(item.group for item in items)
    return [item for item in items if sizes[item.group] > 1]


def _split(field: HeaderField) -> list[RequirementItem]:
    """The items of a `requirements` line, split as Open WebUI splits it: at every comma (plugin.py).

    Empty ones are left out, as Open WebUI leaves them out.
    """
    items: list[RequirementItem] = []
    column, group, open_bracket = field.value_span.column, -1, False
    for piece in field.value.split(","):
        text = piece.strip()
        start = column + len(piece) - len(piece.lstrip())
        column += len(piece) + 1
        if not text:
            continue
        continues = bool(items) and (open_bracket or re.match(r"[<>=!~]=?", text) is not None)
        group += 0 if continues else 1
        open_bracket = _leaves_bracket_open(text, open_bracket if continues else False)
        items.append(
            RequirementItem(text, Span(field.line, start, field.line, start + len(text)), group)
        )
    return items


def _leaves_bracket_open(text: str, was_open: bool) -> bool:
    """Whether extras that were opened are still open behind `text` (a whole list in brackets is none)."""
    if not was_open and not re.match(r"[A-Za-z0-9._-]+\s*\[", text):
        return False
    return text.rfind("[") > text.rfind("]") or (was_open and "]" not in text)
