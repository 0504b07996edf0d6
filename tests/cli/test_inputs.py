"""What is read, and what is said of what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, CLEAN, FIXED, Run


def paths(run: Run, *arguments: str) -> list[str]:
    """Return the components that were read, in order."""
    components = json.loads(run("check", "--format=json", *arguments).out)["components"]
    return [one["path"] for one in components]


def write(folder: Path, *names: str, text: str = CLEAN) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_folders_leave_out_what_git_leaves_out(folder: Path, run: Run) -> None:
    write(
        folder, "a.py", "b.py", "kept/c.py", "gone/d.py", "deep/e.py", "deep/f.py", ".hidden/g.py"
    )
    write(folder, "build/h.py", "node_modules/i.py", "venv/j.py")
    (folder / ".gitignore").write_text("b.py\ngone/\n*.log\n")
    (folder / "deep" / ".gitignore").write_text("*.py\n!f.py\n")
    assert paths(run, ".") == ["./a.py", "./deep/f.py", "./kept/c.py"] or paths(run, ".") == [
        *("a.py", "deep/f.py", "kept/c.py")
    ]
    assert len(paths(run, "--no-ignore", ".")) == 6
    assert paths(run, "b.py", "gone") == ["b.py", "gone/d.py"]


def test_a_gitignore_above_counts_within_its_repository(folder: Path, run: Run) -> None:
    write(folder, "inner/a.py", "inner/b.py")
    (folder / ".gitignore").write_text("inner/b.py\n")
    assert len(paths(run, "inner")) == 2
    (folder / ".git").mkdir()
    assert paths(run, "inner") == ["inner/a.py"]


def test_exclude_and_extend_exclude(folder: Path, run: Run) -> None:
    write(folder, "a.py", "vendor/b.py", "inner/vendor/c.py", "inner/d.py", "build/e.py")
    assert len(paths(run, "--extend-exclude=vendor/", ".")) == 2
    assert len(paths(run, "--exclude=/vendor/", ".")) == 4
    done = run("check", "--extend-exclude=vendor/", "vendor/b.py")
    assert (
        done.err == "owui-lint: `vendor/b.py` is left out by `extend-exclude` (--extend-exclude)\n"
    )
    assert "Skipped: 1 file is excluded" in done.out
    assert paths(run, "build/e.py") == ["build/e.py"]


def test_patterns_notebooks_and_nothing(folder: Path, run: Run) -> None:
    write(folder, "a.py", "inner/b.py", "inner/deep/c.py")
    (folder / "note.ipynb").write_text("{}")
    (folder / "empty").mkdir()
    assert paths(run, "inner/**/*.py") == ["inner/b.py", "inner/deep/c.py"]
    done = run("check", "empty")
    assert (done.code, done.err) == (0, "owui-lint: No Python file in `empty`\n")
    assert done.out == "No Open WebUI component found\n"
    done = run("check", "note.ipynb")
    assert (done.code, done.err) == (
        0,
        "owui-lint: `note.ipynb` is a notebook; components are Python files\n",
    )


def test_named_files_that_are_no_components_are_said_folders_count_them(
    folder: Path, run: Run
) -> None:
    write(folder, "a.py", "b.py", "c.py", "d.py", text="import os\n")
    done = run("check", "a.py", "b.py")
    assert done.err.splitlines() == [
        "owui-lint: `a.py` is not an Open WebUI component",
        "owui-lint: `b.py` is not an Open WebUI component",
    ]
    assert run("check", "a.py", "b.py", "c.py", "d.py").err == (
        "owui-lint: 4 of the named files are not Open WebUI components\n"
    )
    done = run("check", ".")
    assert done.err == ""
    assert "Skipped: 4 files are not Open WebUI components" in done.out


def test_a_kind_without_its_class_is_reported(folder: Path, run: Run) -> None:
    write(folder, "a.py", text="def search(query: str) -> str:\n    return query\n")
    done = run("check", "--kind=tools", "--select=OWU003", "a.py")
    assert done.code == 1
    assert "OWU003 error: Open WebUI looks for a class `Tools`; define it" in done.out
    write(folder, "a.py", text=CLEAN)
    assert run("check", "--kind=pipe", "--select=OWU003", "a.py").code == 0


EXPORTS = {
    "a list": [{"id": "f", "name": "F", "content": BAD}],
    "one object": {"id": "f", "content": BAD},
    "the community's": [{"id": "x", "function": {"id": "f", "content": BAD}}],
    "a list in an object": {"functions": [{"id": "f", "content": BAD}]},
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_exports_are_read_and_written_back(folder: Path, run: Run, export: object) -> None:
    for indent, ascii_only in ((None, True), (2, False)):
        text = json.dumps(export, indent=indent, ensure_ascii=ascii_only)
        (folder / "export.json").write_text(text, encoding="utf-8")
        done = run("check", "export.json")
        assert "export.json#f:10:5: OWU312 error" in done.out
        assert run("fix", "export.json").code == 1
        after = (folder / "export.json").read_text(encoding="utf-8")
        # Everything but the one text is as it was, byte for byte.
        before, fixed = (json.dumps(one, ensure_ascii=ascii_only) for one in (BAD, FIXED))
        assert after == text.replace(before, fixed)
        assert "nothing left" not in run("fix", "--check", "export.json").err
        assert (folder / "export.json").read_text(encoding="utf-8") == after


def test_an_export_keeps_its_bytes(folder: Path, run: Run) -> None:
    odd = '\ufeff{ "meta" : {"x": [1.50, 1e3, -0, true, null, "\\u00e9\\/", {}]},\r\n"id":"f", "content"\t: %s }\n'
    (folder / "a.json").write_bytes((odd % json.dumps(BAD)).encode())
    run("fix", "a.json")
    assert (folder / "a.json").read_bytes() == (odd % json.dumps(FIXED)).encode()


def test_json_that_is_no_export(folder: Path, run: Run) -> None:
    for text in ("[]", "{}", '{"content": 5}', '["content"]', "3", '[{"content": "no code"}]'):
        (folder / "a.json").write_text(text)
        done = run("check", "a.json")
        assert (done.code, "No Open WebUI component found" in done.out) == (0, True), text
    (folder / "a.json").write_text("[" * 100_000)
    assert run("check", "a.json").code == 2


def test_markdown(folder: Path, run: Run) -> None:
    indented = "".join(f"   {line}" if line.strip() else line for line in BAD.splitlines(True))
    text = (
        f"# Title\n\n```python\n{BAD}```\n\nText\n\n1. item\n\n   ~~~py\n{indented}   ~~~\n\n"
        "```python\ndef inlet(self, body):\n    pass\n```\n\n```bash\nclass Pipe:\n```\n"
    )
    (folder / "doc.md").write_text(text, encoding="utf-8")
    findings = json.loads(run("check", "--format=json", "doc.md").out)["findings"]
    lines = text.splitlines()
    errors = [one for one in findings if one["code"] == "OWU312"]
    assert len(errors) == 2
    for one in errors:
        assert lines[one["line"] - 1][one["column"] - 1 :].startswith("def inlet")
        for edit in one["fix"]["edits"]:
            assert text[: edit["start"]].endswith(
                ", body)\n" if not edit["replacement"].strip() else text[: edit["start"]][-1]
            )
    run("fix", "doc.md")
    fixed = "".join(f"   {line}" if line.strip() else line for line in FIXED.splitlines(True))
    assert (folder / "doc.md").read_text(encoding="utf-8") == text.replace(BAD, FIXED).replace(
        indented, fixed
    )


def test_standard_input_may_be_an_export(installed: Run) -> None:
    data = json.dumps([{"id": "f", "content": BAD}]).encode()
    done = installed("check", "-", stdin=data)
    assert "stdin#f:10:5: OWU312 error" in done.out
    done = installed("fix", "-", "--stdin-display-name=x.json", stdin=data)
    assert json.loads(done.out)[0]["content"] == FIXED
