"""Print what an Open WebUI wheel requires, less what loading and calling a component never touches.

usage: light_pins.py WHEEL
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator

HEAVY = [
    "accelerate",
    "chromadb",
    "einops",
    "faster-whisper",
    "onnxruntime",
    "opencv-python-headless",
    "pandas",
    "pyarrow",
    "rapidocr",
    "rapidocr-onnxruntime",
    "sentence-transformers",
    "sentencepiece",
    "soundfile",
    "transformers",
    "unstructured",
    "anthropic",
    "openai",
    "google-genai",
    "google-generativeai",
    "google-api-python-client",
    "black",
    "docx2txt",
    "openpyxl",
    "pypandoc",
    "pypdf",
    "python-docx",
    "python-pptx",
    "pyxlsb",
    "xlrd",
    "msoffcrypto-tool",
    "nltk",
    "fpdf2",
    "psycopg",
    "pymysql",
    "pytube",
    "qrcode",
    "rank-bm25",
    "ldap3",
    "fake-useragent",
]
"""Model, document and database libraries: gigabytes that no component route imports."""

COMPANIONS = [
    "beautifulsoup4",
    "huggingface-hub",
    "numpy",
    "opentelemetry-api",
    "opentelemetry-sdk",
    "pytz",
    "typer",
    "websocket-client",
]
"""What the host imports at start and the heavy packages would have brought along."""


def pins(metadata: str) -> Iterator[str]:
    """Yield the requirement lines to install, in the order of the wheel's METADATA."""
    named = set()
    for match in re.finditer(r"^Requires-Dist: (([\w.-]+)[^;\n]*)$", metadata, re.MULTILINE):
        named.add(match[2].lower())
        if match[2].lower() not in HEAVY:
            yield match[1]
    yield from (name for name in COMPANIONS if name not in named)


def main() -> None:
    """Read the METADATA of the wheel given on the command line."""
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        print("\n".join(pins(wheel.read(name).decode())))


if __name__ == "__main__":
    main()
