"""The engine and the public API: never a traceback, whatever comes."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import owui_lint
from owui_lint import engine
from owui_lint.finding import Finding, Fix, Severity
from owui_lint.parsing.source import SourceFile
from owui_lint.rule import Rule, all_rules
from owui_lint.settings import Settings

HEADER = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
CLEAN = (
    HEADER
    + '\n\nclass Pipe:\n    async def pipe(self, body: dict) -> str:\n        return "Hello"\n'
)


def _lint(text: str, **settings: Any) -> list[Finding]:
    return owui_lint.lint_source(text, "x.py", settings=Settings.parse(**settings))


def _codes(text: str, **settings: Any) -> list[str]:
    return [finding.code for finding in _lint(text, **settings)]


def test_clean_component_is_clean() -> None:
    assert _lint(CLEAN) == []


def test_findings_say_where_and_what() -> None:
    (finding,) = _lint(CLEAN.replace("title: T\n", ""))
    assert (finding.path, finding.line, finding.column) == ("x.py", 1, 0)
    assert (finding.code, finding.name) == ("OWU103", "missing-title")
    assert finding.severity is Severity.CONVENTION


def test_host_profile_is_errors_only() -> None:
    text = CLEAN.replace("title: T\n", "")
    assert _codes(text, profile="host") == []
    assert _codes(text + "\nimport sys\nsys.exit()\n", profile="host") == ["OWU009"]


def test_forced_kind_reads_fragments() -> None:
    fragment = "class Mine:\n    def inlet(self, data):\n        return data\n"
    assert _codes(fragment) == []
    assert _codes(
        "class Filter:\n    def stream(self, chunk):\n        return chunk\n", kind="filter"
    )


def test_files_that_are_no_components_are_left_alone() -> None:
    assert _lint("import os\n") == []
    assert _lint("def broken(:\n") == []


def test_fixes_only_when_asked_for() -> None:
    text = CLEAN.replace(
        "pipe(self, body: dict) -> str:", "pipe(self, body: dict) -> str:  # noqa: OWU301"
    )
    (without,) = _lint(text)
    (with_fix,) = owui_lint.lint_source(text, fixes=True)
    assert with_fix.code == without.code == "OWU010"
    assert isinstance(with_fix.fix, Fix)


def test_same_order_and_no_doubles() -> None:
    text = (Path(__file__).parents[1] / "fixtures" / "demo.py").read_text(encoding="utf-8")
    findings = _lint(text)
    keys = [(finding.span, finding.code, finding.message) for finding in findings]
    assert keys == sorted(set(keys))
    assert findings == _lint(text)


@pytest.fixture
def _failing_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = (one for one in all_rules() if one.code == "OWU301")

    def fail(*_: object) -> Iterator[Any]:
        raise RuntimeError("on\npurpose")
        yield

    monkeypatch.setattr(type(rule), "check", fail)


@pytest.mark.usefixtures("_failing_rule")
def test_a_failing_rule_is_a_finding_and_the_others_run() -> None:
    findings = _lint(CLEAN.replace("title: T\n", ""))
    assert [finding.code for finding in findings] == ["OWU000", "OWU103"]
    assert findings[0].message == "`OWU301` failed on this file: RuntimeError: on purpose"


def test_rules_that_cannot_be_loaded_are_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> tuple[Rule, ...]:
        raise ImportError("a rule is broken")

    monkeypatch.setattr("owui_lint.rule.all_rules", fail)
    (finding,) = _lint(CLEAN)
    assert finding.code == "OWU000"
    assert "a rule is broken" in finding.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"class Pipe:\n    x = '\xfc'\n", "cannot be decoded"),
        ("class Pipe: pass\n".encode("utf-16"), None),
        (b"class Pipe:\n    def pipe(self, body)\n", "not valid Python: expected ':'"),
        (b"class Pipe: pass\n\0\n", "null bytes"),
        (b"class Pipe: pass\nx = " + b"(" * 5000 + b")" * 5000, "nested too deeply"),
        (b"class Pipe: pass\nx = " + b"[" * 5000, "nested too deeply"),
        (b"class Pipe: pass\nx = " + b"-" * 100_000 + b"1", "nested too deeply"),
        (b"class Pipe: pass\nx = " + b"1 + " * 10_000 + b"1", "nested too deeply"),
        (b"class Pipe: pass\nx = " + b"a and " * 10_000 + b"a", "nested too deeply"),
        (b"class Pipe: pass\nx = a" + b".b(c)" * 10_000, "nested too deeply"),
        (b"class Pipe: pass\nimport a" + b".b" * 100_000, "nested too deeply"),
        (b"class Pipe: pass\nx = [1 " + b"for a in b " * 2000 + b"]", "nested too deeply"),
        (b"class Pipe: pass\nmatch x:\n case " + b"[" * 30 + b"]" * 30 + b": pass", "too deeply"),
        (b"class Pipe: pass\nmatch x:\n case " + b"[" * 30, "never closed"),
        (b"class Pipe: pass\ndef f(): x = = " + b"(" * 50_000, "nested too deeply"),
        (b"class Pipe: pass\nreturn 1\n", "'return' outside function"),
        (b"class Pipe: pass\nx = 1\n  y = 2\n", "unexpected indent"),
        (b"class Pipe: pass\n" + b"x = 1;" * 20_000, None),
        (b"class Pipe: pass\nx = '" + b"a" * 2_000_000 + b"'\n", None),
        (b"", None),
        (b"\xef\xbb\xbf", None),
    ],
    ids=range(21),
)
def test_no_input_ends_the_run(data: bytes, message: str | None) -> None:
    findings = engine.lint(SourceFile.from_bytes(data, "x.py"), Settings(), fixes=True)
    unreadable = [finding.message for finding in findings if finding.code in ("OWU000", "OWU001")]
    if message is None:
        assert unreadable == []
    else:
        assert len(unreadable) == 1
        assert message in unreadable[0]


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python can read it")
def test_syntax_newer_than_the_parser_says_so() -> None:
    text = "class Pipe: pass\ntry: pass\nexcept ValueError, TypeError as error: pass\n"
    (finding,) = (one for one in _lint(text) if one.code == "OWU001")
    assert finding.line == 3
    assert finding.message.startswith("The file has syntax of Python 3.14, newer than this parser")


def test_the_collector_is_as_it_was() -> None:
    _lint(CLEAN)
    assert gc.isenabled()
    gc.disable()
    try:
        _lint(CLEAN)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_linted_code_is_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    text = f"{CLEAN}\nopen({str(mark)!r}, 'w').close()\n"
    _lint(text)
    owui_lint.fix_source(text, unsafe=True)
    assert not mark.exists()


def test_lint_file(tmp_path: Path) -> None:
    path = tmp_path / "pipe.py"
    path.write_text(CLEAN.replace("author: A\n", ""), encoding="utf-8")
    (finding,) = owui_lint.lint_file(path)
    assert (finding.code, finding.path) == ("OWU104", str(path))
    with pytest.raises(OSError, match="none"):
        owui_lint.lint_file(tmp_path / "none.py")


def test_import_is_light_and_complete() -> None:
    code = (
        "import sys, owui_lint;"
        "heavy = {'libcst', 'pydantic', 'rich', 'flake8'} & set(sys.modules);"
        "assert not heavy, heavy;"
        "[getattr(owui_lint, name) for name in owui_lint.__all__];"
        "assert not hasattr(owui_lint, 'nonsense')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
