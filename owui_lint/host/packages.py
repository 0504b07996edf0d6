"""Which packages come with a release, and which distribution an import belongs to."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from packaging.version import Version

from owui_lint.host.availability import Availability
from owui_lint.host.base import HostBase
from owui_lint.host.store import load


class PackageFacts(HostBase):
    """Distributions by their normalised names, and the names they are imported by."""

    def bundled(self) -> Mapping[str, str | None]:
        """What is installed with this release: distribution to the specifier of its pin.

        None stands for a distribution that comes only with another one, in no fixed version.
        Extras of the wheel do not count.
        """
        return _bundled(self.version)

    def bundled_imports(self) -> frozenset[str]:
        """The modules that `bundled()` brings, dotted where a namespace is shared (`google.auth`)."""
        return _bundled_imports(self.version)

    def bundles_import(self, dotted: str) -> bool:
        """Whether `import dotted` works with what this release brings."""
        parts = dotted.split(".")
        provided = self.bundled_imports()
        return any(".".join(parts[:end]) in provided for end in range(1, len(parts) + 1))

    @staticmethod
    def distribution_for(import_name: str) -> str | None:
        """The distribution on PyPI that gives `import_name` (dotted for shared namespaces).

        Well-known packages only, bundled or not; None when the owner is not known.
        """
        owners = _owners()
        parts = import_name.split(".")
        for end in range(len(parts), 0, -1):
            owner = owners.get(".".join(parts[:end]))
            if owner is not None:
                return owner
        return None

    @staticmethod
    def imports_of(distribution: str) -> tuple[str, ...]:
        """The modules a distribution is imported by; its own name where nothing else is known."""
        return _imports_of(normalised(distribution))

    @staticmethod
    def pipelines_modules() -> frozenset[str]:
        """What a Pipeline can import: the server's own modules and those of its requirements."""
        return _pipelines_modules()


def normalised(distribution: str) -> str:
    """The name as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _imports_of(distribution: str) -> tuple[str, ...]:
    known = load("kept/imports")["imports"].get(distribution)
    return tuple(known) if known else (distribution.replace("-", "_"),)


@functools.cache
def _owners() -> Mapping[str, str]:
    owners: dict[str, str] = {}
    everyone = {*load("requirements"), *load("closure")["packages"], *_pipelines()}
    for distribution in sorted(everyone):
        for module in _imports_of(distribution):
            owners.setdefault(module, distribution)
    for distribution in load("kept/imports")["imports"]:
        for module in _imports_of(distribution):
            owners.setdefault(module, distribution)
    return owners


@functools.cache
def _bundled(version: Version) -> Mapping[str, str | None]:
    found: dict[str, str | None] = {
        distribution: None
        for distribution, at in load("closure")["packages"].items()
        if Availability.parse(at).at(version)
    }
    for distribution, pins in load("requirements").items():
        for specifier, at in pins.items():
            if Availability.parse(at).at(version):
                found[distribution] = specifier or None
    return found


@functools.cache
def _bundled_imports(version: Version) -> frozenset[str]:
    return frozenset(
        module for distribution in _bundled(version) for module in _imports_of(distribution)
    )


def _pipelines() -> tuple[str, ...]:
    requirements = load("kept/pipelines")["requirements"]
    return tuple(normalised(re.split(r"[\[=<>~! ]", line, maxsplit=1)[0]) for line in requirements)


@functools.cache
def _pipelines_modules() -> frozenset[str]:
    own = load("kept/pipelines")["modules"]
    return frozenset(own) | {module for name in _pipelines() for module in _imports_of(name)}
