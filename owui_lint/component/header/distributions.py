"""Which third-party packages a component imports, and whether something will install them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import survives_import_error
from owui_lint.analysis.syntax.names import Import, text
from owui_lint.component.header.values import (
    RequirementItem,
    header_problems,
    requirement_items,
    split_requirements,
)
from owui_lint.host import Host, normalised
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.header.model import Header
    from owui_lint.component.model import Component

_STANDARD = sys.stdlib_module_names | {
    "asynchat", "asyncore", "cgi", "cgitb", "chunk", "crypt", "distutils", "imghdr", "imp", "mailcap",
    "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd", "sunau", "telnetlib",
    "tomllib", "uu", "xdrlib",
}  # fmt: skip
"""The standard library of every Python from 3.10 on: ours may be another than Open WebUI's."""


def is_standard(name: str) -> bool:
    """Whether a top-level module of that name comes with Python."""
    return name in _STANDARD


@dataclass(frozen=True)
class NoPackage:
    """A requirement that names no package pip can install.

    `named` is the part of it that is meant; `installs` tells that pip finds one all the same, which is
    a stranger's.
    """

    item: RequirementItem
    named: str
    reason: str

    @property
    def installs(self) -> bool:
        """Whether the index has a package of that name."""
        return Host.is_stranger(self.named)


def no_packages(header: Header) -> Iterator[NoPackage]:
    """The requirements, written in one piece, that name no package."""
    for index, item in enumerate(requirement_items(header)):
        if item in split_requirements(header):
            continue
        reason = header_problems(header).get(("requirements", index))
        if reason is not None:
            yield NoPackage(item, item.text, reason)
        elif item.requirement is not None and item.requirement.url is None:
            name = item.requirement.name
            owner = Host.package_meant_by(name)
            if owner is not None:
                reason = f"is a module, not a package; it comes with `{owner}`"
                yield NoPackage(item, name, reason)
            elif is_standard(name.lower()) or name.lower() == "python":
                yield NoPackage(item, name, "is part of Python, not a package for pip; remove it")


def packages(header: Header) -> list[RequirementItem]:
    """The requirements that pip can install as Open WebUI hands them over."""
    unusable = [*split_requirements(header), *(none.item for none in no_packages(header))]
    return [item for item in requirement_items(header) if item not in unusable]


def third_party_imports(component: Component) -> Iterator[Import]:
    """Imports of what is neither the standard library, nor Open WebUI, nor relative, and does run."""
    for item in component.imports:
        top = item.module.split(".")[0]
        if item.level or not top or is_standard(top) or top == "open_webui":
            continue
        if component.runs(item.statement):
            yield item


def missing_distributions(component: Component) -> Iterator[tuple[Import, str]]:
    """The first import of each distribution that neither Open WebUI brings nor `requirements` names.

    Left out: imports whose failure is caught, those the file looks for first (`find_spec`), those that
    come along with a requirement, and those whose distribution is not known.
    """
    seen: set[str] = set()
    named = _named_words(component)
    sought: frozenset[str] | None = None
    for item in third_party_imports(component):
        if _is_provided(component, item) or survives_import_error(component, item.statement):
            continue
        distribution = _distribution(component, item)
        if distribution is None or distribution in seen or _is_named(item, distribution, named):
            continue
        if any(_is_named(item, bringer, named) for bringer in Host.brought_by(distribution)):
            continue
        if sought is None:
            sought = _sought(component)
            named += _installed(component)
            if _is_named(item, distribution, named):
                continue
        if item.module.split(".")[0] in sought:
            continue
        seen.add(distribution)
        yield item, distribution


def _sought(component: Component) -> frozenset[str]:
    """The top names of the modules that the file asks the import system for before it imports them."""
    if "find_spec" not in component.source.text:
        return frozenset()
    literals = (
        call.args[0].value
        for call in component.of(cst.Call)
        if call.args and component.qualified(call.func) == "importlib.util.find_spec"
    )
    names = (
        literal.evaluated_value for literal in literals if isinstance(literal, cst.SimpleString)
    )
    return frozenset(name.split(".")[0] for name in names if isinstance(name, str))


def _installed(component: Component) -> list[frozenset[str]]:
    """The words of what the file may install itself: of every string in it, where it runs pip."""
    if "pip" not in component.source.text or "install" not in component.source.text:
        return []
    strings = [(node, value) for node in component.of(cst.SimpleString) if (value := text(node))]
    commands = (node for node, value in strings if _PIP.search(value))
    if not any(_is_run(component, node) for node in commands):
        return []
    return [_words(value) for _, value in strings if len(value) < 200]


_PIP = re.compile(r"\bpip3?$|\bpip3? install\b|\buv$")
"""A string that ends with or holds the command: `"pip"`, `"pip install x"`."""
_RUNNING = ("subprocess.", "os.system", "os.popen", "asyncio.create_subprocess", "pip.", "runpy.")


def _is_run(component: Component, node: cst.SimpleString) -> bool:
    """Whether a string is an argument of what starts programs."""
    calls = (outer for outer in component.ancestors(node) if isinstance(outer, cst.Call))
    return any((component.qualified(call.func) or "").startswith(_RUNNING) for call in calls)


def _is_provided(component: Component, item: Import) -> bool:
    host = component.host
    imported = item.target if item.name is not None else item.module
    if component.kind is Kind.PIPELINE:
        return host.pipelines_provide(imported)
    return host.bundles_import(imported)


def _distribution(component: Component, item: Import) -> str | None:
    found = component.host.distribution_for(item.target) or component.host.distribution_for(
        item.module
    )
    return normalised(found) if found is not None else None


def _named_words(component: Component) -> list[frozenset[str]]:
    items = requirement_items(component.header) if component.header is not None else []
    return [_words(item.text) for item in items if not _names_namespace_only(item)]


def _names_namespace_only(item: RequirementItem) -> bool:
    requirement = item.requirement
    return requirement is not None and Host.is_namespace_only(requirement.name)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.split(r"[^a-z0-9]+", text.lower())) - {""}


def _is_named(item: Import, distribution: str, named: list[frozenset[str]]) -> bool:
    """Whether a requirement names the distribution, or the import's name is made of its words."""
    top = _words(item.module.split(".")[0])
    return any(top <= words or _words(distribution) <= words for words in named)
