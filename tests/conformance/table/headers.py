"""What the host reads of the metadata header, and what pip makes of its requirements."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from typing import Any

from tests.conformance.table.base import HEADER, Table

TABLE = Table("headers")
add = TABLE.add

FULL = HEADER.format(title="Probe", description="A header")
MEANT = {"title": "Probe", "version": "0.1.0"}


def with_line(line: str) -> str:
    """Return the good header with one more line at its end."""
    return FULL.replace("A header\n", f"A header\n{line}\n")


UNREAD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("comment-first", "A comment above the header", {"top": "# Made for tests\n"}),
    ("shebang-first", "A shebang above the header", {"top": "#!/usr/bin/env python3\n"}),
    ("coding-first", "A coding line above the header", {"top": "# -*- coding: utf-8 -*-\n"}),
    ("blank-first", "A blank line above the header", {"top": "\n"}),
    (
        "future-first",
        "A future import above the header",
        {"top": "from __future__ import annotations\n\n"},
    ),
    ("import-first", "An import above the header", {"top": "import json\n\n"}),
    ("single-quotes", "Single quotes", {"header": FULL.replace('"""', "'''")}),
    ("raw", "A raw string", {"header": "r" + FULL}),
    ("same-line", "Text on the opening line", {"header": FULL.replace('"""\ntitle', '"""title')}),
)
for name, says, changes in UNREAD:
    add(name, "pipe", f"Header: {says}", "OWU102", means=MEANT, **{"header": FULL, **changes})

add("good", "pipe", "Header: every key", means={**MEANT, "funding_url": "https://buymeacoffee.com/owui"},
    header=with_line(
        "author_url: https://github.com/open-webui\n"
        "git_url: https://github.com/open-webui/open-webui\n"
        "funding_url: https://buymeacoffee.com/owui\n"
        "required_open_webui_version: 0.5.0"))  # fmt: skip
add("spaces-after", "pipe", "Header: blanks after the quotes", means=MEANT,
    header=FULL.replace('"""\ntitle', '"""  \ntitle'))  # fmt: skip
add("indented", "pipe", "Header: indented lines", means=MEANT,
    header=FULL.replace("\ntitle", "\n    title").replace("\nversion", "\n    version"))  # fmt: skip
add("prose", "pipe", "Header: prose below the keys", means=MEANT,
    header=with_line("\nSome words about it.\nNote: nothing to see here"))  # fmt: skip
add("none", "pipe", "Header: none at all", warns=("OWU101",), header="")
add("none-docstring", "pipe", "Header: a docstring without keys", warns=("OWU101",),
    header='"""\nGreets.\n"""')  # fmt: skip
for key in ("title", "author", "version", "license", "description"):
    kept = "\n".join(line for line in FULL.splitlines() if not line.startswith(f"{key}:"))
    add(f"without-{key}", "pipe", f"Header: no {key}", header=kept)
add("licence", "pipe", "Header: licence for license", header=FULL.replace("license", "licence"))
add("unknown-key", "pipe", "Header: a key nobody reads", header=with_line("colour: blue"))

for name, says, code, line, meant in (
    ("duplicate", "a key twice", "OWU108", "title: Other", {"title": "Probe"}),
    ("case", "a capital letter", "OWU109", "Funding_url: https://a.org", {"funding_url": "https://a.org"}),
    ("case-requirements", "capital Requirements", "OWU109", "Requirements: requests", {"requirements": "requests"}),
    ("misspelt", "a misspelt key", "OWU110", "requirement: requests", {"requirements": "requests"}),
    ("hyphen", "a hyphen in a key", "OWU110", "funding-url: https://a.org", {"funding_url": "https://a.org"}),
    ("space", "a blank in a key", "OWU110", "icon url: https://a.org/i.svg", {"icon_url": "https://a.org/i.svg"}),
    ("comment", "a comment in a value", "OWU115", "funding_url: https://a.org # thanks", {"funding_url": "https://a.org"}),
    ("folded", "a folded value", "OWU123", "icon_url: >\n  https://a.org/i.svg", {"icon_url": "https://a.org/i.svg"}),
    ("literal", "a literal value", "OWU123", "icon_url: |\n  https://a.org/i.svg", {"icon_url": "https://a.org/i.svg"}),
):  # fmt: skip
    add(name, "pipe", f"Header: {says}", code, means=meant, header=with_line(line))
add("closing-line", "pipe", "Header: a key on the closing line", "OWU122",
    means={"funding_url": "https://a.org"},
    header=FULL.replace('\n"""\n', '\nfunding_url: https://a.org"""\n'))  # fmt: skip
add("continued", "pipe", "Header: a value that goes on in the next line", "OWU123",
    means={"description": "A header and more"},
    header=FULL.replace("A header", "A header\n  and more"))  # fmt: skip

for name, line in (
    ("operator", ">=0.5.0"),
    ("prefix", "v0.5.0"),
    ("word", "latest"),
):
    add(f"required-{name}", "pipe", f"Header: required release {line}", warns=("OWU118",),
        header=with_line(f"required_open_webui_version: {line}"))  # fmt: skip
add("version-word", "pipe", "Header: a version that is none", warns=("OWU111",),
    header=FULL.replace("0.1.0", "first try"))  # fmt: skip

REFUSED = (
    ("range", "a range", "OWU112", "requests>=2,<3"),
    ("extras", "two extras", "OWU112", "httpx[http2,socks]"),
    ("blank-separated", "a blank for a comma", "OWU113", "requests httpx"),
    ("quoted", "quotes", "OWU113", '"requests"'),
    ("bracketed", "a list", "OWU113", "[requests, httpx]"),
    ("commented", "a comment", "OWU113|OWU115", "requests  # for the calls"),
    ("path", "a path that is not there", "OWU113", "./vendor/requests"),
    ("arrow", "a broken comparison", "OWU113", "requests => 2.0"),
    ("single-equals", "one equals sign", "OWU113", "requests=2.32.0"),
)
for name, says, code, value in REFUSED:
    for kind in ("pipe", "pipeline") if name in ("range", "blank-separated") else ("pipe",):
        add(f"requirements-{name}" + ("-pipeline" if kind == "pipeline" else ""), kind,
            f"Requirements: {says}", code, header=with_line(f"requirements: {value}"))  # fmt: skip
add("requirements-lines", "pipe", "Requirements: one a line", "OWU114",
    means={"requirements": "requests, httpx"},
    header=with_line("requirements:\n  requests,\n  httpx"))  # fmt: skip
add("requirements-wrapped", "pipe", "Requirements: the list goes on", "OWU114",
    means={"requirements": "requests, httpx"},
    header=with_line("requirements: requests,\n  httpx"))  # fmt: skip
for name, says, value, warns in (
    ("one", "one", "requests", ()),
    ("several", "several", "requests, httpx,aiohttp", ()),
    ("pinned", "pinned", "tabulate==0.9.0", ()),
    ("open-range", "half a range", "tabulate>=0.9", ()),
    ("one-extra", "one extra", "httpx[http2]", ()),
    ("marker", "a marker", "tabulate; python_version > '3.8'", ()),
    ("empty", "nothing", "", ()),
    ("conflict", "another pydantic", "pydantic<2", ("OWU117",)),
    ("repository", "a repository", "git+https://github.com/psf/requests", ("OWU806",)),
):
    add(f"requirements-{name}", "pipe", f"Requirements: {says}", warns=warns,
        header=with_line(f"requirements: {value}".rstrip()))  # fmt: skip
# Releases before 0.9.3 hand the empty item to pip.
add("requirements-trailing-comma", "pipe", "Requirements: a comma at the end",
    "OWU112|OWU113", header=with_line("requirements: requests,"))  # fmt: skip

add("pipeline-same-line", "pipeline", "Header: the Pipelines server reads the opening line too",
    means={"title": "Probe"}, header=FULL.replace('"""\ntitle', '"""title'))  # fmt: skip
add("pipeline-case", "pipeline", "Header: the Pipelines server lowers the case of keys",
    means={"requirements": "requests"}, header=with_line("Requirements: requests"))  # fmt: skip
add("pipeline-comment-first", "pipeline", "Header: a comment above it", "OWU102",
    means=MEANT, top="# Made for tests\n", header=with_line("requirements: requests"))  # fmt: skip
