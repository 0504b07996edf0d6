"""Small pictures of editors."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.editors.place import PICTURES, tool


def shrunk(png: bytes, target: Path) -> None:
    """Write a picture with 128 colours, which a screen of text does not need more of."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(128).save(target, optimize=True)


def of_terminal(ansi: str, name: str, *, columns: int, lines: int) -> None:
    """Keep a picture of what a terminal shows, given with its colours as escape codes."""
    chromium = tool("chromium", install="Debian: apt install chromium", within="CHROMIUM")
    done = subprocess.run(
        [Path(sys.executable).parent / "ansi2html", "--scheme", "xterm"],
        input=ansi,
        capture_output=True,
        text=True,
        check=True,
    )
    style = (
        "<style>html, body {background: #000; margin: 6px} pre {font: 14px/18px 'DejaVu Sans Mono', monospace;"
        " margin: 0}</style>"
    )
    page = done.stdout.replace("</head>", f"{style}</head>")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source, raw = Path(folder, "page.html"), Path(folder, "raw.png")
        source.write_text(page, encoding="utf-8")
        size = f"--window-size={columns * 9},{lines * 18 + 14}"
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size]
        where = [f"--screenshot={raw}", f"--user-data-dir={folder}/profile", source.as_uri()]
        subprocess.run([chromium, *flags, *where], capture_output=True, check=True, timeout=60)
        shrunk(raw.read_bytes(), PICTURES / f"{name}.png")
