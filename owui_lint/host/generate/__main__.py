"""`python -m owui_lint.host.generate`: derive the facts of wheels, store or compare them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import owui_lint.host
from owui_lint.host.generate.api import read_api, read_modules
from owui_lint.host.generate.injection import read_entry_points
from owui_lint.host.generate.pages import read_pages
from owui_lint.host.generate.payload import read_payload
from owui_lint.host.generate.peculiarities import (
    read_app_state,
    read_event_names,
    read_facts,
    read_loader,
    read_persisted,
    read_requirements,
)
from owui_lint.host.generate.stored import Stored
from owui_lint.host.generate.users import read_users
from owui_lint.host.generate.wheel import UnknownLayoutError, Wheel

DATA = Path(owui_lint.host.__file__).parent / "data"

SHOWN = 40
"""Differences printed for one release; the rest is counted."""


def read(wheel: Wheel) -> dict[str, Any]:
    """Everything that is derived from one wheel.

    Raises:
        UnknownLayoutError: the release is built differently from all known ones.
    """
    return {
        "entry_points": {"loader": read_loader(wheel), "entries": read_entry_points(wheel)},
        "events": {
            **read_pages(wheel),
            "persisted": read_persisted(wheel),
            "names": read_event_names(wheel),
        },
        "facts": {"named": read_facts(wheel), "app_state": read_app_state(wheel)},
        "requirements": read_requirements(wheel),
        "modules": read_modules(wheel),
        "payload": read_payload(wheel),
        "users": read_users(wheel),
        "api": read_api(wheel),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code is 1 when `--check` finds differences, 2 for bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m owui_lint.host.generate",
        description="Derive the facts about Open WebUI from its published wheels.",
    )
    parser.add_argument("wheels", nargs="+", type=Path, metavar="WHEEL")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data files")
    parser.add_argument("--check", action="store_true", help="compare only; 1 where they differ")
    options = parser.parse_args(arguments)
    stored = Stored(options.data)
    differing = False
    for path in options.wheels:
        try:
            wheel = Wheel(path)
            reading = read(wheel)
        except (ValueError, UnknownLayoutError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 2
        if options.check:
            differing |= report(wheel.release, stored.differences(wheel.release, reading))
        else:
            stored.add(wheel.release, reading)
            print(f"{wheel.release}: read")
    if not options.check:
        stored.write()
    return int(differing)


def report(release: str, found: list[str]) -> bool:
    """Print how the stored facts differ from the wheel; True when they do."""
    if not found:
        print(f"{release}: as stored")
        return False
    print(f"{release}: {len(found)} differences; - is stored only, + is in the wheel only")
    for line in found[:SHOWN]:
        print(f"  {line}")
    if len(found) > SHOWN:
        print(f"  … and {len(found) - SHOWN} more")
    return True


if __name__ == "__main__":
    sys.exit(main())
