"""Run one rule's fixtures through the real flake8 and show what differs.

python tests/fixture_tool.py OWU312             # or several codes, or none for all
python tests/fixture_tool.py --update OWU312    # also write what the fixes give and what is said, for review
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.harness.faces import findings_of
from tests.harness.fixture import Fixture, all_codes, fixtures_of
from tests.harness.messages import messages_file, messages_of
from tests.harness.verdict import differences, expected_bytes, fix_differences, fixed_bytes


def main() -> int:
    """Print the differences; the exit code says whether there are any."""
    parser = argparse.ArgumentParser(description="Run the fixtures of rules.")
    parser.add_argument("codes", nargs="*", metavar="CODE")
    parser.add_argument(
        "--update", action="store_true", help="write the results of the fixes and the messages"
    )
    arguments = parser.parse_args()
    fixtures = [one for code in arguments.codes or all_codes() for one in fixtures_of(code)]
    if not fixtures:
        print(f"no fixtures for {' '.join(arguments.codes)}")
        return 1
    if arguments.update:
        for fixture in fixtures:
            _update(fixture)
        for code in dict.fromkeys(fixture.code for fixture in fixtures):
            _update_messages(code)
    found = findings_of(fixtures)
    wrong = 0
    for fixture in fixtures:
        lines = differences(fixture, found[fixture.path]) + fix_differences(fixture)
        wrong += bool(lines)
        for line in lines:
            print(line)
    reported = sum(fixture.reported for fixture in fixtures)
    print(f"{reported} reported, {len(fixtures) - reported} silent, {wrong} wrong")
    return int(wrong > 0)


def _update(fixture: Fixture) -> None:
    """Write, or take away, the files that hold the results of the fixes."""
    for unsafe in (False, True):
        beside = fixture.expected_fix(unsafe=unsafe)
        beside.unlink(missing_ok=True)
        got = fixed_bytes(fixture, unsafe=unsafe)
        if got != expected_bytes(fixture, unsafe=unsafe):
            beside.write_bytes(got)
            print(f"wrote {beside.parent.name}/{beside.name}")


def _update_messages(code: str) -> None:
    said, kept = messages_of(code), messages_file(code)
    if not kept.exists() or kept.read_text("utf-8") != said:
        kept.write_text(said, "utf-8")
        print(f"wrote {code}/{kept.name}")


if __name__ == "__main__":
    sys.exit(main())
