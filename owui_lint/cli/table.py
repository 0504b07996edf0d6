"""The commands: one line and one module each. A module is imported when its command is run.

`owui_lint/cli/<name>.py` holds a click command (or group) named `command`, whose callback returns
an exit code; None is 0. LibCST, rich and the rules are imported inside the callback.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """What `owui-lint --help` says of a command."""

    summary: str
    section: str


SECTIONS = ("Check and fix", "Learn", "Open WebUI", "Write", "Set up")

COMMANDS = {
    "check": Entry("List what is wrong with components", "Check and fix"),
    "fix": Entry("Apply the fixes, in place", "Check and fix"),
    "baseline": Entry(
        "Record today's findings, so that only new ones are reported", "Check and fix"
    ),
    "explain": Entry("Print the documentation of a rule", "Learn"),
    "rules": Entry("List all rules", "Learn"),
    "upgrade": Entry("Tell what an upgrade of Open WebUI breaks in components", "Open WebUI"),
    "audit": Entry("Check what is installed on a running Open WebUI", "Open WebUI"),
    "host": Entry("Compare releases of Open WebUI", "Open WebUI"),
    "new": Entry("Write a small component to start from", "Write"),
    "spec": Entry("Show what Open WebUI and the model see of a component", "Write"),
    "server": Entry("Serve an editor over the Language Server Protocol", "Set up"),
    "config": Entry("Show each setting and where it comes from", "Set up"),
    "schema": Entry("Print the JSON Schema of `check --format json`", "Set up"),
    "completion": Entry("Print the completion script of a shell", "Set up"),
    "man": Entry("Print the manual page", "Set up"),
    "clean": Entry("Remove what is remembered of earlier runs", "Set up"),
}
"""By name, in the order of `--help`."""
