"""Vim with ALE, with the block of the guide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.editors import terminal
from tests.editors.place import COMPONENT, HERE, LINE, Place, block, tool
from tests.editors.report import MissingError, Report

_INSTALL = "Debian: apt install vim vim-ale"
_PLACES = ("/usr/share/vim/vimfiles/pack/dist-bundle/opt/ale", "/usr/share/vim-ale")
_COLOURS = """
set background=dark
let g:ale_virtualtext_cursor = 'disabled'
highlight SignColumn ctermbg=NONE
highlight ALEError cterm=underline ctermfg=red ctermbg=NONE
highlight ALEWarning cterm=underline ctermfg=yellow ctermbg=NONE
"""
"""ALE's own colours leave its own text unreadable on a dark terminal."""


def check(report: Report, place: Place) -> None:
    """Run all checks in one Vim."""
    vim = tool("vim", install=_INSTALL, within="VIM_PROGRAM")
    ale = next((one for one in (*_PLACES, *_found()) if Path(one, "plugin/ale.vim").exists()), None)
    if ale is None:
        raise MissingError(f"no ALE ({_INSTALL})")
    print(f"        {place.run([vim, '--version']).stdout.split(chr(10))[0]}")
    # ALE takes the protocol's columns for bytes, and would mend the wrong place behind emoji.
    text = COMPONENT.replace("😀", "-")
    place.component.write_text(text, encoding="utf-8")
    place.write(".vim/ale_linters/python/owui_lint.vim", block("Vim with ALE", "vim"))
    start = place.write(
        ".vimrc",
        "set nocompatible number noswapfile viminfo= nomore\n"
        f"set runtimepath^={ale}\nfiletype plugin on\nsyntax on\n"
        "let g:ale_linters = {'python': ['owui_lint']}\nlet g:ale_echo_msg_format = '[%severity%] %code: %%s'\n",
    )
    script = place.write("drive.vim", (HERE / "vim.vim").read_text(encoding="utf-8"))
    answer = place.home / "answer.json"
    command = f"{vim} -u {start} +{LINE + 1} -S {script} {place.component}"
    terminal.run(place, command, {"OWUI_ANSWER": str(answer)}, until=answer.exists)
    if not report.check("the block of the guide runs", answer.exists()):
        return
    seen: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    report.check("the checks went through", not seen.get("error"), seen.get("error"))
    found = {one["code"]: one for one in seen["found"]}
    report.check(
        "the finding's line", found.get("OWU401", {}).get("lnum") == LINE + 1, seen["found"]
    )
    kinds = [found.get(code, {}).get("type") for code in ("OWU401", "OWU702", "OWU121")]
    report.check("error, warning; information too, as ALE has it", kinds == ["E", "W", "W"], kinds)
    mended = text.replace("; __event_emitter__(", "; await __event_emitter__(")
    report.check("`:ALECodeAction` mends the text", seen["text"] == mended, seen["text"])
    report.check(
        "… and the finding goes", seen["left"] and "OWU401" not in seen["left"], seen["left"]
    )
    place.component.write_text(text, encoding="utf-8")
    with start.open("a") as file:
        file.write(_COLOURS)
    command = f"{vim} -u {start} +{LINE + 1} {place.component}"
    shown = terminal.picture(place, command, "vim", until="not awaited")
    report.check("the message at the cursor, in a terminal", "is not awaited" in shown, shown)


def _found() -> list[str]:
    return [str(one) for one in Path("/usr/share").glob("vim*/**/ale") if one.is_dir()]
