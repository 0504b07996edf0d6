"""What is known of a release of Open WebUI as the place where a component runs."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from owui_lint.analysis.guards import Guards
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.names import UNKNOWN
from owui_lint.host import Host, Member, normalised

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_PACKAGE = "open_webui"
_VERSION_NAMES = frozenset(
    {"open_webui.env.VERSION", "open_webui.config.VERSION", "open_webui.main.VERSION"}
    | {"open_webui.__version__", "open_webui.env.PACKAGE_DATA.version"}
)
_DISTRIBUTION = "open-webui"
_LEVELS = "open_webui.env.SRC_LOG_LEVELS"
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class HostWorld:
    """One release, as `analysis.guards` asks for it.

    Attributes:
        python: what the image and the package of Open WebUI run on (`requires-python`)
    """

    python: tuple[tuple[int, int], ...] = ((3, 11), (3, 12))

    def __init__(self, host: Host) -> None:
        """Speak for one release."""
        self._host = host

    def value(self, name: str) -> object:
        """Return what a name of Open WebUI is worth: its version, and what is empty by now."""
        if name in _VERSION_NAMES:
            return str(self._host.version)
        if name == _LEVELS and self._host.has(Host.fact("src_log_levels_filled")) is False:
            return {}
        return UNKNOWN

    def has(self, name: str) -> bool | None:
        """Return whether a module or a member of one is there, Open WebUI's or bundled."""
        if not self.changes(name):
            top = name.split(".", maxsplit=1)[0]
            if top in sys.stdlib_module_names:
                return True if "." not in name else None
            return True if self._host.bundles_import(name) else None
        return self._host_has(name)

    def _host_has(self, name: str) -> bool | None:
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            module, rest = ".".join(parts[:end]), parts[end:]
            available = Host.module(module)
            if available is None:
                continue
            there = self._host.has(available)
            if not rest or there is not True:
                return there
            member = self._member(module, rest)
            return self._host.has(member.availability) if member is not None else None
        return False if Host.module(parts[0]) is not None and len(parts) > 1 else None

    @staticmethod
    def _member(module: str, rest: list[str]) -> Member | None:
        if len(rest) == 1:
            return Host.member(module, rest[0])
        return Host.method(module, rest[0], rest[1]) if len(rest) == 2 else None

    def is_coroutine_function(self, name: str) -> bool | None:
        """Return whether calling a name of Open WebUI gives a coroutine."""
        parts = name.split(".")
        for end in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:end])
            if Host.module(module) is not None:
                member = self._member(module, parts[end:])
                return self._host.is_async(member) if member is not None else None
        return None

    def installed(self, distribution: str) -> object:
        """Return the version of Open WebUI, where that is the distribution."""
        return str(self._host.version) if normalised(distribution) == _DISTRIBUTION else UNKNOWN

    def changes(self, name: str) -> bool:
        """Return whether a dotted name is one of Open WebUI."""
        return name == _PACKAGE or name.startswith(f"{_PACKAGE}.")

    def tells_release(self, name: str) -> bool:
        """Return whether a name says by its words that it tells the release: `OWUI_VERSION`, `webui_version()`."""
        words = {word.lower() for word in _WORDS.findall(name)}
        return "version" in words and bool(words & {"owui", "webui", "openwebui", "ow"})


@cached
def release_guards(component: Component, release: str | None = None) -> Guards:
    """Return what the component's tests and handlers say of a release; None is the target."""
    host = component.host if release is None else Host(release)
    return Guards(component, HostWorld(host))
