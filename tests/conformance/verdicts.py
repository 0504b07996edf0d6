"""The stored verdicts of the real host, and the command that asks it anew.

    python -m tests.conformance.verdicts 0.12.4        # also 0.11.4, 0.6.43, pipelines
    python -m tests.conformance.verdicts --all
    python -m tests.conformance.verdicts --check 0.12.4

Asks about the components whose text has changed; `--all` asks about every one (after a change of
the probe), `--check` does so too, but compares and writes nothing. `verdicts-<server>.json` holds the server's
version and, for each component, the hash of the text that was judged and the facts about it.
The Pipelines server comes from the checkout named by `OWUI_PIPELINES`.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.conformance.table import rows

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RELEASES = ("0.12.4", "0.11.4", "0.6.43")
PIPELINES = "pipelines"
Verdict = dict[str, Any]


def path_of(server: str) -> Path:
    """Return where the verdicts of a server are stored."""
    return HERE / f"verdicts-{server}.json"


def load(server: str) -> dict[str, Verdict]:
    """Return component id → facts, as stored.

    Raises:
        FileNotFoundError: nobody has asked this server yet
    """
    stored: dict[str, dict[str, Verdict]] = json.loads(path_of(server).read_text("utf-8"))
    return stored["verdicts"]


def digest(text: str) -> str:
    """Return the hash that ties a verdict to the text it was given on."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def ask(server: str, texts: Mapping[str, tuple[str, str]]) -> dict[str, Verdict]:
    """Ask a server about components, given as id → (route, text).

    Components on which the probe itself failed are named on stderr and left out.

    Raises:
        SystemExit: there is no environment for the server
    """
    python = ROOT / ".conformance" / server / "bin" / "python"
    if not python.exists():
        raise SystemExit(f"no environment for {server}: tests/conformance/environment.sh makes it")
    command = [str(python), "-m", "tests.conformance.probe"]
    if server == PIPELINES:
        command += ["--pipelines", checkout()]
    jobs = "".join(
        json.dumps({"id": id_, "route": route, "text": text}) + "\n"
        for id_, (route, text) in texts.items()
    )
    done = subprocess.run(
        command, cwd=ROOT, input=jobs, capture_output=True, text=True, check=False
    )
    found = {}
    for line in done.stdout.splitlines():
        facts = json.loads(line)
        found[facts.pop("id")] = facts
    failed = [id_ for id_, facts in found.items() if "probe failed" in facts.get("error", "")]
    for id_ in failed:
        print(f"{server}: {id_}: {found.pop(id_)['error']}", file=sys.stderr)
    if len(found) != len(texts):
        print(done.stderr[-3000:], file=sys.stderr)
        print(f"{server}: {len(found)} of {len(texts)} answered", file=sys.stderr)
    return found


def checkout() -> str:
    """Return the checkout of open-webui/pipelines to run.

    Raises:
        SystemExit: none is named
    """
    named = os.environ.get("OWUI_PIPELINES", "")
    if not (Path(named) / "main.py").is_file() or not named:
        raise SystemExit("OWUI_PIPELINES must name a checkout of open-webui/pipelines")
    return str(Path(named).resolve())


def wanted(server: str) -> dict[str, tuple[str, str]]:
    """Return the components of the table that a server is asked about."""
    ours = (row for row in rows() if (row.route == PIPELINES) == (server == PIPELINES))
    return {row.id: (row.route, row.text) for row in ours}


def judged(server: str, known: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Ask a server about the components of which no verdict is known; return all verdicts."""
    texts = wanted(server)
    hashes = {id_: digest(text) for id_, (_, text) in texts.items()}
    kept = {id_: facts for id_, facts in known.items() if facts["text"] == hashes.get(id_)}
    found = ask(server, {id_: job for id_, job in texts.items() if id_ not in kept})
    return {**kept, **{id_: {"text": hashes[id_], **facts} for id_, facts in found.items()}}


def changes(old: Mapping[str, Verdict], new: Mapping[str, Verdict]) -> Iterator[str]:
    """Yield a line for each verdict that is not what was stored."""
    for id_ in sorted({*old, *new}):
        if old.get(id_) != new.get(id_):
            yield f"{id_}: {json.dumps(old.get(id_))} -> {json.dumps(new.get(id_))}"


def store(server: str, verdicts: Mapping[str, Verdict]) -> None:
    """Write the verdicts of a server, one component a line."""
    lines = ",\n".join(
        f"  {json.dumps(id_)}: {json.dumps(facts, sort_keys=True)}"
        for id_, facts in sorted(verdicts.items())
    )
    head = json.dumps({"server": server})[1:-1]
    path_of(server).write_text(f'{{{head},\n"verdicts": {{\n{lines}\n}}}}\n', encoding="utf-8")


def main(arguments: Iterable[str]) -> int:
    """Ask the servers named on the command line; returns the exit code."""
    names = list(arguments)
    check, everything = "--check" in names, "--all" in names
    code = 0
    for server in [name for name in names if name[0] != "-"] or [*RELEASES, PIPELINES]:
        old = load(server) if path_of(server).exists() else {}
        new = judged(server, {} if check or everything else old)
        changed = list(changes(old, new))
        missing = len(wanted(server)) - len(new)
        print(
            f"{server}: {len(new)} components, {len(changed)} verdicts differ from the stored, "
            f"{missing} without an answer"
        )
        if check:
            print("\n".join(changed))
        else:
            store(server, new)
        code = code or int(bool(missing or (check and changed)))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
