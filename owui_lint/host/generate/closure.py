"""What is installed along with a release, resolved by pip: `python -m owui_lint.host.generate.closure`.

Each argument is a release to resolve (minutes; needs an index) or the report of a resolution that
has been made before (`pip install --dry-run --ignore-installed --report FILE open-webui==0.12.4`).
Only names are stored: what is not pinned by the wheel itself is resolved to whatever is newest on
that day. `--pipelines` resolves the requirements of the Pipelines server instead, without their
pins: names are all that is stored, and the few old pins beside many unpinned packages keep pip
going back and forth for hours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from owui_lint.host.generate.__main__ import DATA
from owui_lint.host.generate.merge import decode, encode, merge, ordered
from owui_lint.host.generate.stored import lines
from owui_lint.host.packages import normalised

HOST = "open-webui"
TOPIC = "closure.json"


def resolve(requirements: Iterable[str]) -> Any:
    """Report, as pip writes it, of what it would install for the requirements.

    Raises:
        subprocess.CalledProcessError: pip finds no set of versions that fits.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
        command += ["--quiet", "--report", str(report), *requirements]
        subprocess.run(command, check=True)
        return json.loads(report.read_bytes())


def names(report: Any) -> dict[str, str]:
    """The normalised names in a report, with their versions."""
    items = (item["metadata"] for item in report["install"])
    return {normalised(item["name"]): item["version"] for item in items}


def store(folder: Path, release: str, found: Iterable[str]) -> None:
    """Write the names that come with one release into the data file."""
    path = folder / TOPIC
    stored = json.loads(path.read_bytes()) if path.exists() else {}
    releases: list[str] = stored.get("resolved", [])
    leaves = decode(stored.get("packages", {}), releases)
    releases = ordered([*releases, release])
    merge(leaves, release, dict.fromkeys(found, True))
    stored |= {"resolved": releases, "packages": encode(leaves, releases, {})}
    write(path, stored)


def write(path: Path, stored: dict[str, Any]) -> None:
    """Write the data file; the same content gives the same bytes."""
    path.write_text(lines(dict(sorted(stored.items())), 2) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when pip cannot resolve a release."""
    parser = argparse.ArgumentParser(prog="python -m owui_lint.host.generate.closure")
    parser.add_argument("sources", nargs="*", metavar="RELEASE|REPORT")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data files")
    parser.add_argument("--pipelines", action="store_true", help="the Pipelines server's")
    options = parser.parse_args(arguments)
    failed = False
    for source in options.sources:
        try:
            report = (
                json.loads(Path(source).read_bytes())
                if source.endswith(".json")
                else resolve([f"{HOST}=={source}"])
            )
        except subprocess.CalledProcessError as error:
            print(f"{source}: {error}", file=sys.stderr)
            failed = True
            continue
        found = names(report)
        release = found.pop(HOST)
        store(options.data, release, found)
        print(f"{release}: {len(found)} distributions")
    if options.pipelines:
        path = options.data / TOPIC
        stored = json.loads(path.read_bytes())
        wanted = json.loads((options.data / "kept" / "pipelines.json").read_bytes())
        unpinned = sorted({line.partition("==")[0] for line in wanted["requirements"]})
        stored["pipelines"] = sorted(names(resolve(unpinned)))
        write(path, stored)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
