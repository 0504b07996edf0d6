"""Neovim, headless, with the blocks of the guide: the oldest that is supported, and a new one."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from tests.editors import terminal
from tests.editors.place import COLUMNS, COMPONENT, HERE, LINE, Place, block, tool
from tests.editors.report import MissingError, Report


def check_old(report: Report, place: Place) -> None:
    """Run Debian's Neovim 0.7 or what is on PATH with the block for old ones."""
    nvim = tool("nvim", install="Debian: apt install neovim", within="NVIM")
    _check(report, place, nvim, block("Neovim 0.7 to 0.10", "lua"), "utf-16")


def check_new(report: Report, place: Place) -> None:
    """Run a new Neovim, which counts columns in UTF-8 with us."""
    nvim = Path(os.environ.get("OWUI_EDITORS", "/nonexistent")) / "neovim" / "bin" / "nvim"
    if not nvim.exists():
        raise MissingError("no new Neovim (tests/editors/install.sh DIR; OWUI_EDITORS=DIR)")
    _check(report, place, str(nvim), block("Neovim 0.11 and later", "lua"), "utf-8")
    _picture(place, str(nvim))


def _check(report: Report, place: Place, nvim: str, init: str, encoding: str) -> None:
    version = place.run([nvim, "--version"]).stdout.split("\n")[0]
    print(f"        {version}")
    start = place.write("init.lua", init)
    script = place.write("drive.lua", (HERE / "neovim.lua").read_text(encoding="utf-8"))
    done = place.run(
        [nvim, "--headless", "-n", "-i", "NONE", "-u", start, "-S", script, place.component]
    )
    try:
        seen: dict[str, Any] = json.loads(done.stdout.strip().split("\n")[-1])
    except ValueError:
        report.check("the block of the guide runs", False, done.stdout + done.stderr)
        return
    report.check("the block of the guide runs", not seen.get("error"), seen)
    found = {one["code"]: one for one in seen["found"]}
    missing = found.get("OWU401", {})
    # Neovim itself counts bytes, whatever was agreed on.
    at = [LINE, COLUMNS["utf-8"]]
    report.check("the finding's place, after two emoji", missing.get("at") == at, seen["found"])
    severities = [found.get(code, {}).get("severity") for code in ("OWU401", "OWU702", "OWU121")]
    report.check("error, warning, information", severities == [1, 2, 3], severities)
    report.check(f"columns are agreed to be {encoding}", seen["encoding"] == encoding, seen)
    titles = seen["titles"]
    report.check("offers the fix", any("await" in one for one in titles), titles)
    mended = COMPONENT.replace("; __event_emitter__(", "; await __event_emitter__(")
    report.check("the fix mends the text", seen["text"] == mended, seen["text"])
    report.check("… and the finding goes", "OWU401" not in seen["left"], seen["left"])
    report.check(
        "hovering over a code", "OWU401 emission-not-awaited" in seen["hover"], seen["hover"]
    )
    report.check("completes codes", "OWU312" in seen["completions"], seen["completions"][:9])


def _picture(place: Place, nvim: str) -> None:
    if not shutil.which("tmux"):
        raise MissingError("no `tmux` for pictures (Debian: apt install tmux)")
    style = "vim.o.number = true\nvim.o.signcolumn = 'yes'\nvim.diagnostic.config({virtual_text = true})\n"
    start = place.write("picture.lua", (place.home / "init.lua").read_text() + style)
    place.component.write_text(COMPONENT, encoding="utf-8")
    command = f"{nvim} -n -i NONE -u {start} +{LINE + 1} {place.component}"
    terminal.picture(place, command, "neovim", until="never sent")
