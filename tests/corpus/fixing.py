"""What `fix` does to a folder of real components: `python -m tests.corpus.fixing FOLDER`.

A copy is checked, fixed, checked and fixed again, in files and through a JSON export. Exits with 1
when a file stops parsing, a second `fix` changes anything, a count is not the announced one, a text is
not what the announced edits come to, or the export is fixed otherwise than the files.
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

_ROUNDS = 10
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


def _by_hand(folder: Path) -> dict[str, bytes]:
    """Return the texts that come of applying the edits `check` announces, until it announces none.

    Nothing of the fixer is used: what `fix` writes must be the same, so no other byte has changed.
    """
    texts: dict[str, bytes] = {}
    for _ in range(_ROUNDS):
        said, _ = _run(folder, "check", *_OPTIONS, "--format", "json", ".")
        edits: dict[str, list[tuple[int, int, str]]] = {}
        for found in json.loads(said)["findings"]:
            if found["fix"] and found["fix"]["applicability"] == "safe":
                own = [(e["start"], e["end"], e["replacement"]) for e in found["fix"]["edits"]]
                taken = edits.setdefault(found["path"], [])
                if all(last <= a or b <= first for first, last, _ in own for a, b, _ in taken):
                    taken += [edit for edit in own if edit not in taken]
        for name, own in edits.items():
            path = folder / name
            text = path.read_bytes().decode("utf-8")
            for first, last, replacement in sorted(own, reverse=True):
                text = text[:first] + replacement + text[last:]
            texts[name] = text.encode("utf-8")
            path.write_bytes(texts[name])
        if not edits:
            break
    return texts


def _files(folder: Path) -> list[str]:
    problems: list[str] = []
    other = folder.with_name("by-hand")
    shutil.copytree(folder, other)
    by_hand = _by_hand(other)
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
            problems += [
                f"{path} is not what its announced edits come to"
                for path, data in after.items()
                if data != by_hand.get(str(path.relative_to(folder)), before[path])
            ]
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
