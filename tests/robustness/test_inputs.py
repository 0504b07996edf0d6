"""Inputs that are hard to read, one by one, through every face.

Each stands in a file beside a filter with one known mistake. Whoever can read the file must still
find that mistake; whoever cannot must say so, once, and go on with the next file.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest

from owui_lint import fix_source, lint_file, lint_source
from tests.robustness.support import expect_no_failure

_SECONDS: Final = 20
"""For one file. The slowest takes half a second."""
_TIMEOUT: Final = 60

_HEADER: Final = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
_CLASS: Final = "\n\nclass Filter:\n    def inlet(self, body: dict) -> None:\n        print(body)\n"
_FILTER: Final = f"{_HEADER}{_CLASS}"
_MISTAKE: Final = "OWU312"
_REFUSED: Final = "OWU001"


def _nested(head: str, levels: int) -> str:
    lines = [" " * level + head for level in range(levels)]
    return "\n".join([*lines, " " * levels + "pass"]) + "\n"


def _beside(text: str) -> bytes:
    return f"{_FILTER}\n\n{text}".encode()


_READ: Final[dict[str, bytes]] = {
    "crlf": _FILTER.replace("\n", "\r\n").encode(),
    "cr": _FILTER.replace("\n", "\r").encode(),
    "mixed_line_ends": _FILTER.replace("\n", "\r\n", 5).encode(),
    "form_feeds": _FILTER.replace("\n\n", "\n\f\n\f").encode(),
    "form_feed_in_line": _beside("x = 1 \f+ 2\n\f\n\fy = 3\n"),
    "tabs": _FILTER.replace("    ", "\t").encode(),
    "other_line_separators": _beside('x = "\x85\u2028\u2029\x0b\x1c"\n'),
    "no_final_newline": _FILTER.rstrip().encode(),
    "ends_in_a_comment": _beside("# the end"),
    "trailing_blanks": _beside("   \n\t\n        "),
    "astral": _beside('x = "😀𝒳"\n𝒳 = x\n'),
    "line_of_2_mb": _beside(f'x = "{"a" * 2_000_000}"\n'),
    "comment_of_2_mb": _beside(f"# {'a' * 2_000_000}\n"),
    "nested_ifs": _beside("x = 1\n" + _nested("if x:", 90)),
    "nested_functions": _beside(_nested("def f():", 90)),
    "nested_classes": _beside(_nested("class A:", 90)),
    "long_elif": _beside("x = 1\nif x:\n    pass\n" + "elif x:\n    pass\n" * 200),
    "5000_statements": _beside("x = 1\n" * 5_000),
    "backslashes": _beside("x = 1" + " \\\n + 1" * 100 + "\n"),
    "long_sum": _beside(f"a = 1\nx = {' + '.join(['a'] * 1_900)}\n"),
    "long_and": _beside(f"a = 1\nx = {' and '.join(['a'] * 1_900)}\n"),
    "many_strings": _beside("x = (" + '"a"\n' * 2_500 + ")\n"),
    "dots_in_a_string": _beside(f'x = "https://{"a." * 5_000}"\n'),
}
_MORE: Final[dict[str, tuple[str, bytes]]] = {
    "byte_order_mark": ("OWU002", f"\ufeff{_FILTER}".encode()),
    "byte_order_mark_crlf": ("OWU002", f"\ufeff{_FILTER}".replace("\n", "\r\n").encode()),
    "latin_1_with_cookie": ("OWU102", f"# coding: latin-1\n{_FILTER}x = 'é'\n".encode("latin-1")),
}
"""What makes them hard to read is a mistake itself: the mark, and a line before the header."""
_NEWER: Final[dict[str, tuple[tuple[int, int], str]]] = {
    "except_star": ((3, 11), "try:\n    pass\nexcept* ValueError:\n    pass\n"),
    "f_string_same_quotes": ((3, 12), 'x = 1\ny = f"{f"{x}"}"\n'),
    "f_string_three_deep": ((3, 12), 'y = f"{f"{f"{1}"}"}"\n'),
    "f_string_backslash": ((3, 12), 'x = []\ny = f"{"\\n".join(x)}"\n'),
    "type_parameter": ((3, 12), "class Box[T]:\n    x: T\n"),
    "type_parameters": ((3, 12), "def f[T: int, *Ts, **P](x: T) -> T:\n    return x\n"),
    "type_statement": ((3, 12), "type X = int\n"),
    "type_default": ((3, 13), "class Box[T = int]:\n    x: T\n"),
    "t_string": ((3, 14), 'x = 1\ny = t"{x}"\n'),
    "except_without_brackets": ((3, 14), "try:\n    pass\nexcept OSError, KeyError:\n    pass\n"),
}
"""Since which Python it can be read; the parser of ours reads it under every one."""
_UNREADABLE: Final[dict[str, bytes]] = {
    "null_byte": _beside('x = "\0"\n'),
    "null_bytes_at_end": _beside("\0" * 1_000),
    "byte_order_mark_inside": _beside("\ufeffx = 1\n"),
    "utf_16": _FILTER.encode("utf-16"),
    "utf_16_without_mark": _FILTER.encode("utf-16-le"),
    "latin_1_without_cookie": f"{_FILTER}x = 'é'\n".encode("latin-1"),
    "unknown_cookie": f"# -*- coding: klingon -*-\n{_FILTER}".encode(),
    "cookie_against_mark": b"\xef\xbb\xbf" + f"# coding: latin-1\n{_FILTER}".encode(),
    "brackets": _beside(f"x = {'[' * 5_000}{']' * 5_000}\n"),
    "open_brackets": _beside("x = " + "(" * 5_000),
    "sum": _beside(f"x = {' + '.join(['1'] * 10_000)}\n"),
    "and": _beside(f"x = {' and '.join(['a', 'b'] * 5_000)}\n"),
    "attributes": _beside(f"x = a{'.b' * 10_000}\n"),
    "calls": _beside(f"x = a{'()' * 10_000}\n"),
    "minus": _beside(f"x = {'-' * 10_000}1\n"),
    "lambdas": _beside(f"x = {'lambda: ' * 5_000}1\n"),
    "indentation": _beside(_nested("if x:", 120)),
    "loops": _beside(_nested("for x in y:", 60)),
    "half_def": _beside("def f(self, bo"),
    "half_method": f"{_FILTER}\n    async def outlet(self, body: dict, __user__".encode(),
    "half_body": _beside("def f():\n"),
    "half_class": _beside("class A"),
    "half_string": _beside('x = "abc'),
    "half_docstring": _beside('"""abc\n'),
    "half_f_string": _beside('x = f"{y'),
    "half_list": _beside("x = [1, "),
    "half_call": _beside("print("),
    "half_import": _beside("from os import"),
    "half_decorator": _beside("@"),
    "half_line": _beside("x = 1 + \\"),
    "half_header": b'"""\ntitle: T\nauthor: A\nvers',
    "python_2": _beside('print "a"\n'),
    "bad_escape": _beside('x = "\\N{no such name}"\n'),
    "huge_number": _beside(f"x = {'9' * 5_000}\n")
    if sys.version_info >= (3, 11)
    else b"class Pipe",
}
_DEADLY: Final = {"long_sum", "sum", "attributes", "calls", "minus", "lambdas"}
"""What flake8 does itself ends it: Python says it cannot make the tree, or Pyflakes recurses too deeply."""
_NOTHING: Final[dict[str, bytes]] = {
    "empty": b"",
    "only_a_mark": b"\xef\xbb\xbf",
    "only_a_newline": b"\r\n",
    "only_nulls": b"\0" * 100,
    "no_text": bytes(range(256)),
}
_EXPECTED: Final[dict[str, tuple[bytes, list[str]]]] = {
    **{name: (data, [_MISTAKE]) for name, data in _READ.items()},
    **{name: (_beside(text), [_MISTAKE]) for name, (_, text) in _NEWER.items()},
    **{name: (data, [code, _MISTAKE]) for name, (code, data) in _MORE.items()},
    **{name: (data, [_REFUSED]) for name, data in _UNREADABLE.items()},
    **{name: (data, []) for name, data in _NOTHING.items()},
}
"""The bytes of each file, and what is found in it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them, as files."""
    folder = tmp_path_factory.mktemp("inputs")
    for name, (data, _) in _EXPECTED.items():
        (folder / f"{name}.py").write_bytes(data)
    return folder


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=_TIMEOUT,
        check=False,
    )


def _codes(output: str) -> dict[str, list[str]]:
    """The codes of each file, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in output.splitlines():
        if match := re.match(r"(?:\./)?(\w+)\.py:\d+:\d+: ([A-Z]+\d+) ", line):
            found[match[1]].append(match[2])
    return found


@pytest.mark.parametrize("name", _EXPECTED)
def test_api_reads_or_refuses(folder: Path, name: str) -> None:
    data, expected = _EXPECTED[name]
    started = time.process_time()
    findings = lint_file(folder / f"{name}.py")
    assert time.process_time() - started < _SECONDS
    expect_no_failure(findings)
    assert [finding.code for finding in findings] == expected
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    if "coding:" not in text:
        again = lint_source(text)
        assert [finding.code for finding in again] == expected


def test_half_typed_everywhere() -> None:
    """What Python takes is read, what it does not is refused, wherever the typing stops."""
    text = f"{_FILTER}\n    async def outlet(self, body):\n        return {{**body, 'a': f\"{{1}}\"}}\n"
    for end in range(text.index("inlet(self, body") + 20, len(text)):
        codes = [finding.code for finding in lint_source(text[:end])]
        assert "OWU000" not in codes
        try:
            compile(text[:end], "component.py", "exec", dont_inherit=True)
        except SyntaxError:
            assert codes == [_REFUSED], text[:end]
        else:
            assert _MISTAKE in codes, text[:end]


@pytest.mark.parametrize("surrogate", ["\ud800", "\udfff\ud800"])
@pytest.mark.parametrize("place", ['x = "{}"\n', "x{} = 1\n", "# {}\n", "{}"])
def test_lone_surrogates_are_refused(surrogate: str, place: str) -> None:
    text = f"{_FILTER}{place.format(surrogate)}"
    findings = lint_source(text)
    assert [finding.code for finding in findings] == [_REFUSED]
    fixed = fix_source(text)
    assert fixed.text == text
    assert not fixed.applied


def test_check_goes_on_to_the_last_file(folder: Path) -> None:
    done = _run(folder, "owui_lint", "check", ".")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert not done.stderr
    found = _codes(done.stdout)
    assert found == {name: codes for name, (_, codes) in _EXPECTED.items() if codes}
    longest = max(map(len, done.stdout.splitlines()))
    assert longest < 1_000, "a line of 2 MB is not for a terminal"


def test_check_as_json(folder: Path) -> None:
    done = _run(folder, "owui_lint", "check", "--format=json", ".")
    assert (done.returncode, done.stderr) == (1, "")
    found: dict[str, list[str]] = defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        found[Path(finding["path"]).stem].append(finding["code"])
    assert found == {name: codes for name, (_, codes) in _EXPECTED.items() if codes}


def test_exit_code_without_findings(folder: Path) -> None:
    done = _run(folder, "owui_lint", "check", *(f"{name}.py" for name in _NOTHING))
    assert done.returncode == 0
    assert re.fullmatch(
        r"owui-lint: \d+ of the named files are not Open WebUI components\n", done.stderr
    )


def test_fix_leaves_what_it_cannot_read(folder: Path, tmp_path: Path) -> None:
    for name, (data, _) in _EXPECTED.items():
        (tmp_path / f"{name}.py").write_bytes(data)
    done = _run(tmp_path, "owui_lint", "fix", ".")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    changed = {
        name
        for name, (data, _) in _EXPECTED.items()
        if (tmp_path / f"{name}.py").read_bytes() != data
    }
    assert changed == {*_READ, *_MORE, *_NEWER}
    assert _codes(done.stderr) == {name: [_REFUSED] for name in _UNREADABLE}


def _of_flake8(name: str) -> list[str]:
    """What flake8 is to find: E999, its own, stands for what the running Python cannot parse."""
    data, expected = _EXPECTED[name]
    if name in _NEWER:
        return expected if sys.version_info >= _NEWER[name][0] else ["E999"]
    return ["E999"] if b"\0" in data else expected


def test_flake8_goes_on_to_the_last_file(folder: Path) -> None:
    names = sorted(_EXPECTED.keys() - _DEADLY)
    paths = [f"{name}.py" for name in names]
    done = _run(folder, "flake8", "--isolated", "--select=OWU,E999", "--jobs=1", *paths)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Traceback" not in done.stdout
    found = _codes(done.stdout)
    for name in names:
        if name in _UNREADABLE:
            assert found[name] in (["E999"], [_REFUSED]), name
        else:
            assert found[name] == _of_flake8(name), name


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", ""],
        ["fix", ""],
        ["check", "x" * 5_000],
        ["check", "with\nnewline.py"],
        ["fix", "missing.py"],
        ["check", "--owui-target-version=tomorrow", "empty.py"],
        ["check", "--owui-target-version=", "empty.py"],
        ["check", "--owui-profile=kind", "empty.py"],
        ["fix", "--owui-kind=spoon", "empty.py"],
        ["check", "--select=XYZ", "empty.py"],
        ["check", "--ignore=OWU312,XYZ", "empty.py"],
        ["check", "--extend-select=312", "empty.py"],
        ["check", "--select=OWU999", "empty.py"],
        ["check", "--ignore=OWU312,OWU999", "empty.py"],
        ["explain", "two\nlines"],
    ],
)
def test_wrong_questions_get_one_line(folder: Path, arguments: list[str]) -> None:
    done = _run(folder, "owui_lint", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"owui-lint: [^\n]+\n", done.stderr)


@pytest.mark.parametrize("arguments", [["check"], ["check", "--spoon", "."], ["mend", "."], []])
def test_unknown_options_and_commands(folder: Path, arguments: list[str]) -> None:
    done = _run(folder, "owui_lint", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert re.fullmatch(r"owui-lint: [^\n]+; see `owui-lint[^\n]*`\n", done.stderr)


@pytest.mark.parametrize("option", ["target-version=tomorrow", "profile=kind", "kind=spoon"])
def test_flake8_says_which_option_is_wrong(folder: Path, option: str) -> None:
    done = _run(folder, "flake8", "--isolated", f"--owui-{option}", "empty.py")
    assert done.returncode == 1
    output = done.stdout + done.stderr
    assert "Traceback" not in output
    assert option.partition("=")[2] in output
