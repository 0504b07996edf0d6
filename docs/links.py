"""Checks, without a network, that every link inside the site leads to a page and a place on it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

_ROOT = "https://site.invalid/"


class _Page(HTMLParser):
    """What a page links to, and the places on it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name == "id":
                self.anchors.add(value)
            elif value and name in ("href", "src"):
                self.links.append(value)


def broken_links(site: Path) -> list[str]:
    """Return one line for each link that leads nowhere, by page."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    broken = []
    for path, page in pages.items():
        base = urljoin(_ROOT, path.relative_to(site).as_posix())
        for link in page.links:
            wanted = urlsplit(urljoin(base, link))
            if wanted.netloc != urlsplit(_ROOT).netloc:
                continue
            target = site / unquote(wanted.path).lstrip("/")
            target = target / "index.html" if target.is_dir() else target
            anchor = unquote(wanted.fragment)
            found = pages.get(target)
            if not target.is_file():
                broken.append(f"{path.relative_to(site)}: no page for {link}")
            elif anchor and found is not None and anchor not in found.anchors:
                broken.append(f"{path.relative_to(site)}: no place for {link}")
    return broken


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page
