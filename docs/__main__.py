"""Writes the generated pages beside the written ones, builds the site strictly, and checks its links.

    python -m docs [FOLDER]

Sphinx with Furo and MyST: Sphinx has been kept since 2008 and builds Python's own documentation; the
pages are plain Markdown that another generator could take over. Warnings are errors.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.links import broken_links
from docs.reference import reference_pages
from docs.releases import release_pages
from docs.rules import rule_pages

HERE = Path(__file__).resolve().parent
DEFAULT = HERE.parent / "build" / "docs"


def main(arguments: list[str]) -> int:
    """Build the site; the exit code is 1 when a page or a link is wrong."""
    target = Path(arguments[0]) if arguments else DEFAULT
    source, site = target / "source", target / "site"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(HERE / "pages", source)
    for pages in (rule_pages(), release_pages(), reference_pages()):
        for name, text in pages.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    code = build_main(
        ["-q", "-W", "--keep-going", "-n", "-b", "dirhtml", "-c", str(HERE), str(source), str(site)]
    )
    if code:
        return 1
    broken = broken_links(site)
    for line in broken:
        print(line, file=sys.stderr)
    print(f"{site / 'index.html'}: {sum(1 for _ in site.rglob('*.html'))} pages")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
