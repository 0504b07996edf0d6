"""Decoding, lines and places of files, as bytes come."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owui_lint.parsing.source import SourceFile


def _read(data: bytes) -> SourceFile:
    return SourceFile.from_bytes(data, "x.py")


def test_utf_8_is_the_default() -> None:
    source = _read("x = 'ü'\n".encode())
    assert (source.text, source.encoding, source.bom, source.problem) == (
        "x = 'ü'\n",
        "utf-8",
        False,
        None,
    )


def test_byte_order_mark_is_no_text_and_comes_back() -> None:
    data = b"\xef\xbb\xbfx = 1\n"
    source = _read(data)
    assert source.bom
    assert source.text == "x = 1\n"
    assert source.encode(source.text) == data


def test_byte_order_mark_in_text() -> None:
    source = SourceFile.from_text("\ufeffx = 1\n")
    assert source.bom
    assert source.text == "x = 1\n"


@pytest.mark.parametrize(
    "cookie", ["# coding: latin-1", "#!/usr/bin/python\n# -*- coding: cp1252 -*-"]
)
def test_cookies_are_obeyed_both_ways(cookie: str) -> None:
    data = f"{cookie}\nx = 'ü'\n".encode("latin-1")
    source = _read(data)
    assert source.text.endswith("x = 'ü'\n")
    assert source.encode(source.text) == data


@pytest.mark.parametrize(
    "data",
    [
        b"x = '\xfc'\n",
        "x = 'ü'\n".encode("utf-16"),
        b"# coding: no-such-codec\nx = 1\n",
        b"# coding: rot13\nx = 1\n",
        b"\xef\xbb\xbf# coding: latin-1\nx = 1\n",
    ],
)
def test_what_python_cannot_decode_is_a_problem_and_no_exception(data: bytes) -> None:
    source = _read(data)
    assert source.problem
    assert "\n" not in source.problem


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\fb\x85c\u2028d\x0be\n", ["a\fb\x85c\u2028d\x0be", ""]),
    ],
)
def test_lines_end_where_pythons_do(text: str, lines: list[str]) -> None:
    assert list(SourceFile.from_text(text).lines) == lines


@given(st.text(alphabet="ab\n\r\f\x85\u2028ü𝄞"))
def test_places_and_offsets_are_inverse(text: str) -> None:
    source = SourceFile.from_text(text)
    assert len(source.lines) == len(source.line_starts)
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        assert source.offset(line, column) == offset
        assert column <= len(source.lines[line - 1]) + 1  # the + 1 is between \r and \n


@given(st.binary(max_size=200))
def test_any_bytes_are_read_and_written_back(data: bytes) -> None:
    source = _read(data)
    if source.problem is None and source.encoding == "utf-8":
        assert source.encode(source.text) == data


def test_offset_past_the_end_is_the_end() -> None:
    source = SourceFile.from_text("ab\n")
    assert source.offset(2, 9) == 3
    with pytest.raises(IndexError):
        source.offset(0, 0)
    with pytest.raises(IndexError):
        source.offset(3, 0)


@pytest.mark.parametrize(("text", "newline"), [("a", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb", "\r")])
def test_newline_is_the_first(text: str, newline: str) -> None:
    assert SourceFile.from_text(text).newline == newline


def test_read_raises_for_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        SourceFile.read(tmp_path / "none.py")
