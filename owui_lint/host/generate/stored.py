"""The data files as one tree of leaves, read from and written to a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from owui_lint.host.generate.compact import pack_module
from owui_lint.host.generate.merge import Leaves, decode, differences, encode, merge, ordered
from owui_lint.host.generate.renames import TOPIC as RENAMED
from owui_lint.host.generate.renames import renames
from owui_lint.host.members import topic_of
from owui_lint.host.records import unpack_module

TOPICS = ("entry_points", "events", "facts", "requirements", "modules", "payload", "users")

LINES_DEPTH = 3
"""How deep the files are laid out in lines; what is below stands on one."""


class Stored:
    """The derived facts of a folder of data files."""

    def __init__(self, folder: Path) -> None:
        """Read `folder`; a folder without data files is an empty start."""
        self.folder = folder
        self.releases: list[str] = self._load("releases").get("read", [])
        self.exact: Mapping[str, Mapping[str, str]] = self._load("kept/exact").get("pins", {})
        self.leaves: Leaves = {}
        for topic in TOPICS:
            self.leaves |= decode(self._load(topic), self.releases, (topic,))
        # derived of the others, and written anew with them
        self.leaves = {at: having for at, having in self.leaves.items() if at[:2] != RENAMED}
        modules = self._load("modules")
        for path in sorted(folder.glob("api_*.json")):
            for module, names in self._load(path.stem).items():
                tree = unpack_module(names, modules[module])
                self.leaves |= decode(tree, self.releases, ("api", module))

    def _load(self, topic: str) -> dict[str, Any]:
        path = self.folder / f"{topic}.json"
        return dict(json.loads(path.read_bytes())) if path.exists() else {}

    def add(self, release: str, reading: Mapping[str, Any]) -> None:
        """Take over what was read of a release."""
        self.releases = ordered([*self.releases, release])
        merge(self.leaves, release, reading)

    def differences(self, release: str, reading: Mapping[str, Any]) -> list[str]:
        """What is stored of a release but was not read (`-`), or the other way round (`+`)."""
        if release not in self.releases:
            return [f"+ {release} is not stored at all"]
        return list(differences(self.leaves, release, reading))

    def write(self) -> None:
        """Write all data files anew; the same leaves give the same bytes."""
        leaves = self.leaves | renames(self.leaves, self.releases)
        tree = encode(leaves, self.releases, self.exact)
        self._dump("releases", {"read": self.releases})
        for topic in TOPICS:
            self._dump(topic, tree.get(topic, {}))
        groups: dict[str, dict[str, Any]] = {}
        for module, names in tree.get("api", {}).items():
            packed = pack_module(names, tree["modules"][module])
            groups.setdefault(topic_of(module), {})[module] = packed
        for path in self.folder.glob("api_*.json"):
            if path.stem not in groups:
                path.unlink()
        for topic, modules in groups.items():
            self._dump(topic, modules)

    def _dump(self, topic: str, tree: Mapping[str, Any]) -> None:
        path = self.folder / f"{topic}.json"
        path.write_text(lines(tree, LINES_DEPTH) + "\n", encoding="utf-8")


def lines(value: object, depth: int) -> str:
    """JSON with the outer `depth` levels in lines of their own, unindented."""
    if not isinstance(value, dict) or not value or depth == 0:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    inner = (f"{json.dumps(key)}:{lines(item, depth - 1)}" for key, item in value.items())
    return "{\n" + ",\n".join(inner) + "\n}"
