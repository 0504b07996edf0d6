"""The probe's command line: jobs in, one line of facts out for each.

    python -m tests.conformance.probe [--pipelines CHECKOUT] < jobs > facts

A job is a JSON line `{"id": …, "route": "functions" | "tools", "text": …}`. Each is run in a
child process with a copy of the same empty database and a time limit; there is no network. With
`--pipelines` the server is the one in the checkout, and `route` does not matter.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import IO, Any

from tests.conformance.probe.facts import Facts, said

SECONDS = 30
"""How long one component may take."""

PROBE_FAILED = "probe failed: "
"""How a verdict begins that says something about the probe, not about the component."""

Job = dict[str, Any]
Examine = Callable[[Job], Coroutine[Any, Any, Facts]]


def main() -> None:
    """Import the server once and let a child of this process examine each job."""
    options = argparse.ArgumentParser(prog="python -m tests.conformance.probe")
    options.add_argument("--pipelines", metavar="CHECKOUT", type=Path)
    checkout = options.parse_args().pipelines
    # Hosts print: keep the real output for the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    jobs = (json.loads(line) for line in sys.stdin)
    stay_offline()
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        examine, reset = pipelines(checkout) if checkout else open_webui(Path(scratch))
        answer(jobs, examine, reset, answers)


def open_webui(scratch: Path) -> tuple[Examine, Callable[[], None]]:
    """Start Open WebUI; returns how to examine a job and how to begin afresh."""
    from tests.conformance.probe import call_sites, entries, host, installed

    server = host.Host(scratch / "data")
    call_sites.call_sites()  # read here once, not in every child
    empty = scratch / "empty.db"

    async def prepare(_: Job) -> Facts:
        await server.sign_in()
        return Facts(loads=True)

    async def examine(job: Job) -> Facts:
        await server.sign_in()
        facts = Facts()
        component = installed.Installed(server, job["route"], facts)
        if await component.save(job["text"]):
            await entries.ask(component)
            await component.settings()
        return facts

    def reset() -> None:
        for journal in ("-wal", "-shm", "-journal"):
            Path(f"{server.database}{journal}").unlink(missing_ok=True)
        shutil.copy(empty, server.database)

    ready = in_child(prepare, {})
    if not ready.get("loads"):
        raise SystemExit(f"the host does not start: {ready}")
    shutil.copy(server.database, empty)
    return examine, reset


def pipelines(checkout: Path) -> tuple[Examine, Callable[[], None]]:
    """Start the Pipelines server of a checkout."""
    from tests.conformance.probe import pipelines_server

    return pipelines_server.start(checkout), lambda: None


def answer(
    jobs: Iterable[Job], examine: Examine, reset: Callable[[], None], answers: IO[str]
) -> None:
    """Examine the jobs one after the other and write what was found."""
    gc.freeze()  # or each child's first collection copies the whole host
    for job in jobs:
        reset()
        found = in_child(examine, job)
        print(json.dumps({"id": job["id"], **found}), file=answers, flush=True)


def in_child(examine: Examine, job: Job) -> dict[str, Any]:
    """Run one examination in a process of its own and return its facts as JSON."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            signal.alarm(SECONDS)
            try:
                facts = asyncio.run(examine(job))
            except SystemExit as error:
                # Nothing of the host catches it: the component ends the server's own request.
                facts = Facts(error=said(error))
            except BaseException as error:
                facts = Facts(error=f"{PROBE_FAILED}{said(error)}")
            json.dump(facts.as_json(), told)
            told.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        told.seek(0)
        text = told.read()
    if os.waitstatus_to_exitcode(status) == 0 and text:
        found: dict[str, Any] = json.loads(text)
        return found
    return {"error": f"no answer (status {os.waitstatus_to_exitcode(status)}, limit {SECONDS} s)"}


def stay_offline() -> None:
    """Take the network away from this process and its children, for good.

    Where the system allows it they move into an empty network namespace; connecting is refused
    in any case.
    """
    clone_newuser, clone_newnet = 0x10000000, 0x40000000
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(clone_newnet) != 0:
        libc.unshare(clone_newuser | clone_newnet)

    def refuse(event: str, _: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
            raise PermissionError("the probe has no network")

    sys.addaudithook(refuse)


if __name__ == "__main__":
    importlib.invalidate_caches()
    main()
