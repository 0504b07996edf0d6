"""What is set in the editor, and where it works."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from owui_lint.config.keys import KEYS, converted
from owui_lint.nearest import nearest
from owui_lint.settings import SettingsError

SECTION = "owui-lint"
"""Of the editor's configuration."""
_OF_EXTENSIONS = frozenset({"path", "interpreter", "trace"})
"""What stands in the section and is not for the server."""
_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""How editors send what nobody has set."""


@dataclass(frozen=True)
class Sent:
    """One message of settings.

    Attributes:
        values: by key of the configuration, those that can be used
        cleared: keys that were sent without a value: what was set before holds no more
        problems: one line for each that cannot be used
    """

    values: Mapping[str, Any]
    cleared: frozenset[str]
    problems: tuple[str, ...]


def read(sent: Any) -> Sent:
    """Return what an editor has sent: bare, under `settings`, under our section, or nothing of ours."""
    for name in ("settings", SECTION):
        if isinstance(sent, Mapping) and isinstance(sent.get(name), Mapping):
            sent = sent[name]
    values: dict[str, Any] = {}
    cleared: set[str] = set()
    problems: list[str] = []
    for name, value in (sent if isinstance(sent, Mapping) else {}).items():
        key = re.sub("[A-Z]", lambda one: f"-{one.group().lower()}", str(name)).replace("_", "-")
        if key not in KEYS:
            near = None if key in _OF_EXTENSIONS else nearest(key, KEYS, 0.75)
            if near is not None:
                problems.append(f"owui-lint: unknown setting `{name}`; did you mean `{near}`?")
        elif value in _NOTHING:
            cleared.add(key)
        else:
            try:
                converted(key, value, "")
            except (SettingsError, TypeError, ValueError, RecursionError) as error:
                problems.append(f"owui-lint: {error}")
            else:
                values[key] = value
    return Sent(values, frozenset(cleared), tuple(problems))


def is_ours(sent: Any) -> bool:
    """Check whether a message of changed settings speaks of ours, if only to say there are none."""
    if not isinstance(sent, Mapping):
        return False
    if SECTION in sent:
        return True
    found = read(sent)
    return bool(found.values or found.cleared)


_NONE_SENT = Sent({}, frozenset(), ())


@dataclass
class Settings:
    """The settings of the editor, and its workspace folders.

    Attributes:
        initial: what came with the start
        changed: what came later, for all folders
        of_folders: what came later for one folder (path), instead of `changed`
        folders: the workspace folders (paths)
        generation: counts the changes, the editor's and those of configuration files
    """

    initial: Sent = _NONE_SENT
    changed: Sent = _NONE_SENT
    of_folders: dict[str, Sent] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    generation: int = 0

    def given(self, path: str) -> dict[str, Any]:
        """Return what the editor has set for a file, by key; it comes before configuration files."""
        folder = self._folder_around(path)
        later = self.of_folders.get(folder, self.changed) if folder else self.changed
        kept = {key: one for key, one in self.initial.values.items() if key not in later.cleared}
        return {**kept, **later.values}

    def _folder_around(self, path: str) -> str | None:
        within = [
            one for one in self.folders if os.path.join(path, "").startswith(os.path.join(one, ""))
        ]
        return max(within, key=len) if within else None

    def folder_of(self, path: str) -> str:
        """Return the innermost workspace folder of a file; that of the file, if there is none."""
        around = self._folder_around(path)
        if around is not None:
            return around
        if os.path.isabs(path):
            return os.path.dirname(path)
        return self.folders[0] if self.folders else os.getcwd()
