"""Emacs with eglot, in batch mode with the block of the guide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.editors import terminal
from tests.editors.place import COLUMNS, COMPONENT, HERE, LINE, Place, block, tool
from tests.editors.report import MissingError, Report

_INSTALL = "Debian: apt install emacs-nox elpa-eglot"
_LOOK = """
(setq inhibit-startup-screen t native-comp-async-report-warnings-errors nil)
(setq frame-background-mode 'dark)
(global-display-line-numbers-mode)
(package-initialize)
(defvar shown nil)
(run-with-timer 1 1 (lambda ()
  (when (and (not shown) (bound-and-true-p flymake-mode) (flymake-diagnostics))
    (setq shown t)
    (flymake-show-buffer-diagnostics))))
"""


def check(report: Report, place: Place) -> None:
    """Run all checks in one Emacs."""
    emacs = tool("emacs", install=_INSTALL, within="EMACS")
    print(f"        {place.run([emacs, '--version']).stdout.split(chr(10))[0]}")
    packages = ["--eval", "(package-initialize)"]  # where eglot is not part of Emacs yet
    if place.run([emacs, "-q", "--batch", *packages, "--eval", "(require 'eglot)"]).returncode:
        raise MissingError(f"no eglot ({_INSTALL})")
    start = place.write("init.el", block("Emacs", "elisp"))
    script = place.write("drive.el", (HERE / "emacs.el").read_text(encoding="utf-8"))
    arguments: list[str | Path] = [
        "-q",
        "--batch",
        *packages,
        "-l",
        start,
        "-l",
        script,
        place.component,
    ]
    done = place.run([emacs, *arguments, "-f", "owui-drive"])
    try:
        seen: dict[str, Any] = json.loads(done.stdout.strip().split("\n")[-1])
    except ValueError:
        report.check("the block of the guide runs", False, done.stdout + done.stderr)
        return
    report.check("the block of the guide runs", not seen.get("error"), seen)
    found = seen["found"]
    missing = [one for one in found if "OWU401" in one["text"] or "not awaited" in one["text"]]
    at = [LINE, COLUMNS["utf-32"]]
    report.check(
        "the finding's place, after two emoji", [one["at"] for one in missing] == [at], found
    )
    kinds = {one["kind"] for one in found}
    wanted = {"eglot-error", "eglot-warning", "eglot-note"}
    report.check("error, warning, note", kinds == wanted, kinds)
    titles = seen["titles"]
    report.check("offers the fix", any("await" in one for one in titles), titles)
    mended = COMPONENT.replace("; __event_emitter__(", "; await __event_emitter__(")
    report.check("the fix mends the text", seen["text"] == mended, seen["text"])
    gone = not [one for one in seen["left"] if "not awaited" in one]
    report.check("… and the finding goes", seen["left"] and gone, seen["left"])
    report.check("hovering over a code", "emission-not-awaited" in seen["hover"], seen["hover"])
    place.write("picture.el", _LOOK + block("Emacs", "elisp"))
    place.component.write_text(COMPONENT, encoding="utf-8")
    command = f"{emacs} -nw -q -l {place.home}/picture.el +{LINE + 1}:30 {place.component}"
    text = terminal.picture(place, command, "emacs", until="is not awaited")
    report.check("the list of findings, in a terminal", "is not awaited" in text, text)
