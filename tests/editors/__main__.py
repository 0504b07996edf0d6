"""python -m tests.editors [EDITOR ...]: all of them by default; exits with 1 when anything failed."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.editors import emacs, neovim, pylsp, vim, vscode
from tests.editors.place import Place
from tests.editors.report import Report

EDITORS: dict[str, Callable[[Report, Place], None]] = {
    "pylsp": pylsp.check,
    "neovim-0.7": neovim.check_old,
    "neovim": neovim.check_new,
    "emacs": emacs.check,
    "vim": vim.check,
    "vscode": vscode.check,
}


def main(wanted: list[str]) -> int:
    """Run the editors that are named."""
    unknown = [one for one in wanted if one not in EDITORS]
    if unknown:
        print(f"There is no {', '.join(unknown)}; there are {', '.join(EDITORS)}", file=sys.stderr)
        return 2
    report = Report()
    for name in wanted or EDITORS:
        with tempfile.TemporaryDirectory(
            prefix="owui-editors-", ignore_cleanup_errors=True
        ) as folder:
            place = Place(Path(folder).resolve())
            report.run(name, lambda report: EDITORS[name](report, place))  # noqa: B023
    return report.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
