"""Time and memory of single calls, each in a process of its own where it matters."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.harness import ROOT


def seconds(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """The best processor time of two calls, taken in turn so that both meet the same machine."""
    best = [float("inf"), float("inf")]
    rounds, start = 0, time.perf_counter()
    while rounds < 3 or (rounds < 15 and time.perf_counter() - start < 4):
        for index, call in enumerate((first, second)):
            gc.collect()
            begin = time.process_time()
            call()
            best[index] = min(best[index], time.process_time() - begin)
        rounds += 1
    return best[0], best[1]


def peak_memory(statements: str, path: Path, small: Path) -> float:
    """How many MB more a process needs to run `statements` on `path` than on `small`.

    Raises:
        FileNotFoundError: no /proc: this is for Linux
    """
    # Not getrusage(): what it says of a child begins with the size of the parent on Linux.
    program = (
        "import libcst, owui_lint, re, sys\n"
        "text = open(sys.argv[1]).read()\n"
        f"{statements}\n"
        "print(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    sizes = [
        int(
            subprocess.run(
                [sys.executable, "-c", program, file],
                cwd=ROOT,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for file in (path, small)
    ]
    return max(sizes[0] - sizes[1], 0) / 1024


def wall_seconds(command: list[str]) -> float:
    """The best of three runs of a command, whatever it finds.

    Raises:
        RuntimeError: it failed
    """
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        best = min(best, time.perf_counter() - begin)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout + done.stderr)
    return best
