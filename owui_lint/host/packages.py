"""Which packages come with a release, and which distribution an import belongs to."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Mapping

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from owui_lint.host.availability import NEVER, Availability, version_of
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

    def brings(self, distribution: str, version: str) -> bool | None:
        """Whether this release comes with that version of a distribution, or a newer one.

        None where it comes with none, or with no fixed version.
        """
        pin = self.bundled().get(distribution)
        if pin is None or not pin.startswith("=="):
            return None
        return Version(pin.removeprefix("==")) >= Version(version)

    @staticmethod
    def pulled_by(distribution: str, specifier: SpecifierSet) -> tuple[str, str] | None:
        """A distribution that pip installs along in certain versions only, and which those are.

        For a requirement that allows no release without that limit; None for all others.
        """
        known = load("curated/pulled_versions")["pulled"].get(normalised(distribution))
        if known is None:
            return None
        free = (known["below"], f"{known['below']}.99", "99")
        if any(specifier.contains(version, prereleases=True) for version in free):
            return None
        return known["distribution"], known["specifier"]

    def dropped_in(self, distribution: str) -> str | None:
        """The first release without a distribution that earlier wheels required, if that is past."""
        pins = load("requirements").get(normalised(distribution), {})
        at = functools.reduce(operator.or_, map(Availability.parse, pins.values()), NEVER)
        gone = at.until is not None and version_of(at.until) <= self.version
        return at.until if gone and at.at(self.version) is False else None

    def bundled_imports(self) -> frozenset[str]:
        """The modules that `bundled()` brings, dotted where a namespace is shared (`google.auth`)."""
        return _bundled_imports(self.version)

    def bundles_import(self, dotted: str) -> bool:
        """Whether `import dotted` works with what this release brings.

        So it does for a namespace that only some of it is in (`google`).
        """
        return _provides(self.bundled_imports(), dotted)

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
    def brought_by(distribution: str) -> tuple[str, ...]:
        """Well-known distributions that pip installs `distribution` along with."""
        return tuple(load("kept/imports")["along"].get(normalised(distribution), "").split())

    @staticmethod
    def package_meant_by(name: str) -> str | None:
        """The distribution behind a module's name that pip knows no package of (`yaml`)."""
        owner: str | None = load("kept/imports")["no_package"].get(name.lower())
        return owner

    @staticmethod
    def is_stranger(name: str) -> bool:
        """Whether PyPI has a package of a name that certainly means none: `none`, `typing`."""
        return name.lower() in load("kept/imports")["strangers"].split()

    @staticmethod
    def imports_of(distribution: str) -> tuple[str, ...]:
        """The modules a distribution is imported by; its own name where nothing else is known."""
        return _imports_of(normalised(distribution))

    @staticmethod
    def is_namespace_only(distribution: str) -> bool:
        """Whether the name is that of a namespace that other distributions share, without one of its own."""
        return normalised(distribution) in _namespaces()

    @staticmethod
    def pipelines_provide(dotted: str) -> bool:
        """Whether `import dotted` works on the Pipelines server without a requirement."""
        return _provides(_pipelines_modules(), dotted)


def _provides(modules: frozenset[str], dotted: str) -> bool:
    parts = dotted.split(".")
    if any(".".join(parts[:end]) in modules for end in range(1, len(parts) + 1)):
        return True
    return any(module.startswith(f"{dotted}.") for module in modules)


def normalised(distribution: str) -> str:
    """The name as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _imports_of(distribution: str) -> tuple[str, ...]:
    known = load("kept/imports")["imports"].get(distribution)
    return tuple(known.split()) if known else (distribution.replace("-", "_"),)


@functools.cache
def _owners() -> Mapping[str, str]:
    """Who gives which module; of two that do, the one Open WebUI brings."""
    kept = load("kept/imports")
    known = [
        *sorted(load("requirements")),
        *load("closure")["packages"],
        *load("closure")["pipelines"],
        *kept["imports"],
        *kept["same_name"].split(),
    ]
    owners: dict[str, str] = {}
    for distribution in known:
        for module in _imports_of(distribution):
            owners.setdefault(module, distribution)
    return owners


@functools.cache
def _namespaces() -> frozenset[str]:
    """The top names of shared namespaces, as distributions would be called, but for those that are some."""
    owners = _owners()
    shared = {module.partition(".")[0] for module in owners if "." in module}
    return frozenset(
        normalised(top)
        for top in shared
        if top not in owners and normalised(top) not in owners.values()
    )


@functools.cache
def _bundled(version: Version) -> Mapping[str, str | None]:
    resolved, pins = _resolved_release(version), _pins(version)
    dropped = set() if resolved == version else _pins(resolved).keys() - pins.keys()
    along: dict[str, str | None] = {
        distribution: None
        for distribution, at in load("closure")["packages"].items()
        if distribution not in dropped and Availability.parse(at).at(resolved)
    }
    return along | pins


def _pins(version: Version) -> dict[str, str | None]:
    """What the wheel itself requires."""
    return {
        distribution: specifier or None
        for distribution, pins in load("requirements").items()
        for specifier, at in pins.items()
        if Availability.parse(at).at(version)
    }


def _resolved_release(version: Version) -> Version:
    """The release whose dependencies were resolved that is nearest: the last before, or the first."""
    resolved = [version_of(release) for release in load("closure")["resolved"]]
    return max((release for release in resolved if release <= version), default=resolved[0])


@functools.cache
def _bundled_imports(version: Version) -> frozenset[str]:
    return frozenset(
        module for distribution in _bundled(version) for module in _imports_of(distribution)
    )


@functools.cache
def _pipelines_modules() -> frozenset[str]:
    own = load("kept/pipelines")["modules"]
    brought = load("closure")["pipelines"]
    return frozenset(own) | {module for name in brought for module in _imports_of(name)}
