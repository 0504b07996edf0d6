"""What `fix` does to a folder of real components: `python -m tests.corpus.fixing FOLDER`.

A copy is checked, fixed, checked and fixed again, in files and through a JSON export. Exits with 1
when a file stops parsing, a second `fix` changes anything, a count is not the announced one, a byte
outside the announced edits is another one, or the export is fixed otherwise than the files.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_OPTIONS = ("--isolated", "--no-ignore", "--exclude=nothing-is-called-so")


def main(argv: list[str]) -> int:
    """Run everything on a copy of the folder, and say what came of it."""
    (folder,) = argv
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, "copy")
        shutil.copytree(
            folder, copy, ignore=lambda _, names: {one for one in names if one == ".git"}
        )
        problems = _files(copy) + _export(Path(folder), copy)
    for problem in problems:
        print(f"WRONG: {problem}")
    return int(bool(problems))


def _run(folder: Path, *arguments: str) -> tuple[str, str]:
    command = [sys.executable, "-m", "owui_lint", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return done.stdout, done.stderr


def _number(pattern: str, text: str) -> int:
    match = re.search(pattern, text)
    return int(match[1]) if match else 0


def _parses(data: bytes) -> bool:
    try:
        ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _announced_edits(folder: Path) -> dict[str, list[tuple[int, int]]]:
    """Return the places (characters, counted from 0) that safe fixes replace, by path."""
    said, _ = _run(folder, "check", *_OPTIONS, "--format", "json", ".")
    places: dict[str, list[tuple[int, int]]] = {}
    for found in json.loads(said)["findings"]:
        if found["fix"] and found["fix"]["applicability"] == "safe":
            spans = [(edit["start"], edit["end"]) for edit in found["fix"]["edits"]]
            places.setdefault(found["path"], []).extend(spans)
    return places


def _keeps_the_rest(before: str, after: str, places: list[tuple[int, int]]) -> bool:
    """Return whether what lies between the places stands in the new text, in order, as it was."""
    pieces, start = [], 0
    for first, last in sorted(places):
        pieces.append(before[start : max(start, first)])
        start = max(start, last)
    pieces.append(before[start:])
    if not after.startswith(pieces[0]) or not after.endswith(pieces[-1]):
        return False
    position = 0
    for piece in pieces:
        found = after.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def _files(folder: Path) -> list[str]:
    problems: list[str] = []
    places = _announced_edits(folder)
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*.py")) if path.is_file()}
    said, _ = _run(folder, "check", *_OPTIONS, ".")
    announced = _number(r"`owui-lint fix` mends (\d+)", said)
    for mode in ("--diff", "--check"):
        _, told = _run(folder, "fix", *_OPTIONS, mode, ".")
        if _number(r"(\d+) fix(?:es)? would be applied", told) != announced:
            problems.append(f"{mode} counts otherwise than the announced {announced}")
    if any(path.read_bytes() != data for path, data in before.items()):
        problems.append("--diff or --check has changed a file")
    for options, fixes in (((), announced), (("--unsafe",), None)):
        start = {path: path.read_bytes() for path in before}
        _, told = _run(folder, "fix", *_OPTIONS, *options, ".")
        applied = _number(r"(\d+) fix(?:es)? applied", told)
        print(f"fix {' '.join(options)}: {told.splitlines()[-1]}")
        if fixes is not None and applied != fixes:
            problems.append(f"{applied} fixes applied, {fixes} announced")
        after = {path: path.read_bytes() for path in before}
        problems += [
            f"{path} stopped parsing"
            for path in before
            if _parses(before[path]) and not _parses(after[path])
        ]
        _, told = _run(folder, "fix", *_OPTIONS, *options, ".")
        if any(path.read_bytes() != data for path, data in after.items()):
            problems.append(f"a second fix {' '.join(options)} has changed a file")
        changed = sum(start[path] != after[path] for path in before)
        print(f"{changed} of {len(before)} files changed")
        if not options:
            for path, data in before.items():
                spans = places.get(str(path.relative_to(folder)), [])
                old, new = data.decode("latin-1"), after[path].decode("latin-1")
                if data.isascii() and not _keeps_the_rest(old, new, spans):
                    problems.append(f"{path} has changed outside the announced edits")
            fixed = {str(path.relative_to(folder)): data for path, data in after.items()}
            (folder / "fixed.json").write_text(
                json.dumps({name: data.decode("latin-1") for name, data in fixed.items()})
            )
    return problems


def _export(original: Path, copy: Path) -> list[str]:
    """Fix the same components inside an export, which must come to the same texts."""
    fixed = json.loads((copy / "fixed.json").read_text())
    entries = []
    for name in fixed:
        try:
            content = (original / name).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        entries.append({"id": name, "meta": {"description": "é\u2028"}, "content": content})
    path = copy / "export.json"
    path.write_text(json.dumps(entries, indent=1))
    _run(copy, "fix", "--isolated", "export.json")
    problems = []
    for before, after in zip(entries, json.loads(path.read_text()), strict=True):
        name = str(before["id"])
        if {**after, "content": ""} != {**before, "content": ""}:
            problems.append(f"{name}: another member of the entry has changed")
        if after["content"].encode() != fixed[name].encode("latin-1"):
            problems.append(f"{name} is fixed otherwise in an export")
    print(f"{len(entries)} components in an export")
    return problems


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
