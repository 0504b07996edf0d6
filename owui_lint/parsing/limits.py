"""Keeps away from LibCST what its parser cannot stand.

LibCST's native parser recurses on the C stack, up to 25 kB for each level of brackets: 350 levels
end the process on an 8 MB stack, and no exception can be caught then. On nested `case` patterns it
takes twice as long for each level, on chains such as `a.b(c).d(e)…` the square of their length
(500 calls: half a second). Python's own parser has limits for all of this and says so, so it goes
first; what it lets through is bounded here. Real components have no statement deeper than 60.
"""

from __future__ import annotations

import ast
import re
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from owui_lint.parsing.brackets import brackets, depth_at_most
from owui_lint.parsing.process import room_to_recurse, without_warnings

if sys.platform != "win32":
    import resource

Result = TypeVar("Result")

_MAX_DEPTH = 2_000
"""Of expressions, an operand of a sum counting 1 and everything else 2: for 1,000 subscripts LibCST
needs a second, for 2,000 operands too. Python itself takes 3,000 operands at most."""
_USUAL_DEPTH = 1_000
"""What is deeper is read where the stack is larger."""
_MAX_PATTERN_DEPTH = 12
"""Here a level is a list, a tuple, a class or a mapping, with what is in it."""
_LONG_NAME = re.compile(r"(?:\.[ \t]?\w+[ \t]?){1000}")
"""Python's parser takes the square of its length for the name after `import`."""
_IMPORT = re.compile(r"\b(?:import|from)\b")
_MAX_UNREAD_BRACKETS = 100
_MAX_APPARENT_BRACKETS = 1_000
"""With those in strings, in case that what is a string was not told as LibCST tells it."""
_MAX_UNREAD_LENGTH = 200_000
"""Characters of a text that Python cannot parse, and LibCST may: at 1.1 kB of stack for each (`-`,
the worst that is no bracket) this fits into `_STACK`."""
_STACK = 256 * 1024 * 1024
"""Bytes, reserved and not used unless needed."""
_USUAL_STACK = 8 * 1024 * 1024
"""Bytes. What `check_depth` lets through of a text that Python can parse needs 2.5 MB."""
_LONG_LINE = 2_000
"""Characters."""
_LONG_BRACKETS = 10_000
"""Characters. What is shorter has at most 2,000 operands (`a or `), at 1.5 kB of stack for each."""
_LONG_STATEMENT = 5
"""Lines, each shorter than a long one: 10,000 characters again."""
_CONTINUED = re.compile(r"^(?:[^\n]*\\\r?\n){5}", re.MULTILINE)
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
"""Fields that hold statements."""

_CASE = re.compile(r"^[ \t]*case\b", re.MULTILINE)

_stack_lock = threading.Lock()


class TooDeep(Exception):  # noqa: N818 - a limit, not an error
    """The text is nested too deeply to be parsed safely."""


def parse_python(text: str) -> ast.Module | SyntaxError:
    """The `ast` of `text`, or why the running Python cannot parse it.

    Raises:
        TooDeep: Python gives up on the nesting
    """
    if _imports_long_name(text):
        raise TooDeep
    try:
        with without_warnings:
            return ast.parse(text)
    except (RecursionError, MemoryError):
        raise TooDeep from None
    except SyntaxError as error:
        if error.msg.startswith(("too many nested", "too many statically nested")):
            raise TooDeep from None
        return error
    except ValueError as error:  # null bytes, before Python 3.12
        return SyntaxError(str(error))


def _imports_long_name(text: str) -> bool:
    line = seen = 0
    for name in _LONG_NAME.finditer(text):
        start = max(text.rfind("\n", line, name.start()) + 1, line)
        line, seen = start, max(start, seen)
        if _IMPORT.search(text, seen, name.start()):
            return True
        seen = name.end()
    return False


def is_plain(text: str) -> bool:
    """Whether no statement of `text` can be deeper than the parsers stand, as most texts tell at a glance.

    Such a text need not become an `ast` first, which costs an eighth of the LibCST parse: that the
    compiler takes it is enough.
    """
    if _stack_size() < _USUAL_STACK or _has_long_line(text) or _has_patterns(text):
        return False
    continued = text.count("\\\n") + text.count("\\\r\n")
    if continued >= _LONG_STATEMENT and _CONTINUED.search(text):
        return False
    return len(text) <= _LONG_BRACKETS or brackets(text).longest <= _LONG_BRACKETS


def _has_long_line(text: str) -> bool:
    return max(map(len, text.split("\n"))) >= _LONG_LINE


def _has_patterns(text: str) -> bool:
    return "case" in text and _CASE.search(text) is not None


def check_depth(text: str, tree: ast.Module | None) -> bool:
    """See that LibCST can parse `text`; `tree` is None where Python itself cannot.

    Returns:
        whether that needs a larger stack than usual

    Raises:
        TooDeep: better not
    """
    has_patterns = _has_patterns(text)
    if tree is None:
        limit = _MAX_PATTERN_DEPTH if has_patterns else _MAX_UNREAD_BRACKETS
        if len(text) > _MAX_UNREAD_LENGTH or brackets(text).deepest > limit:
            raise TooDeep
        if depth_at_most(text) > _MAX_APPARENT_BRACKETS:
            raise TooDeep
        return True
    if is_plain(text):
        return False
    deepest = 0
    long_line = _has_long_line(text)
    for node, lines in _extents(tree):
        if long_line or lines > _LONG_STATEMENT:
            deepest = max(deepest, _depth(node))
        if has_patterns and isinstance(node, ast.pattern) and _levels(node) > _MAX_PATTERN_DEPTH:
            raise TooDeep
    if deepest > _MAX_DEPTH:
        raise TooDeep
    return deepest > _USUAL_DEPTH


def with_enough_stack(function: Callable[[], Result], *, usual: bool) -> Result:
    """Call `function`, which parses with LibCST, where the stack is large enough.

    Memory of another thread comes slower (a parse takes 1.3 times as long there), so this is only
    for texts that are deep or that Python cannot parse, and for stacks smaller than a usual one.

    Args:
        function: what to call; what it raises is raised here
        usual: whether a stack of the usual size is enough
    """
    if usual and _stack_size() >= _USUAL_STACK:
        return function()
    return _on_large_stack(function)


def with_room_to_recurse(function: Callable[[], Result]) -> Result:
    """Call `function` where it can recurse deeper than Python's usual limit allows.

    Raises:
        RecursionError: that does not help either
    """
    with room_to_recurse:
        return _on_large_stack(function)


def _on_large_stack(function: Callable[[], Result]) -> Result:
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(function())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    with _stack_lock:
        previous = threading.stack_size(_STACK)
        try:
            thread.start()
        finally:
            threading.stack_size(previous)
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _stack_size() -> int:
    """Bytes of the running thread's stack, as far as it is known to be a usual one; else 0."""
    if not sys.platform.startswith(("linux", "darwin")):
        return 0
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main and (sys.platform == "darwin" or threading.stack_size()):
        return threading.stack_size()
    limit, _ = resource.getrlimit(resource.RLIMIT_STACK)
    return _USUAL_STACK if limit == resource.RLIM_INFINITY else limit


def _extents(tree: ast.Module) -> Iterator[tuple[ast.AST, int]]:
    """Every simple statement, and what stands around the blocks of compound ones, with its lines.

    No line number, as `case` and arguments have none, counts as many lines.
    """
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        blocks = [child for name in _BLOCKS for child in getattr(node, name, ())]
        if not blocks:
            yield node, _lines(node)
            continue
        pending += blocks
        for name, value in ast.iter_fields(node):
            if name not in _BLOCKS:
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, ast.AST):
                        yield part, _lines(part)


def _lines(node: ast.AST) -> int:
    end: int | None = getattr(node, "end_lineno", None)
    return _LONG_STATEMENT + 1 if end is None else end - getattr(node, "lineno", end)


def _depth(root: ast.AST) -> int:
    """How deep `root` is for LibCST, which nests the operands of `and`, `or` and dotted names."""
    deepest = 0
    pending = [(root, 1)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, ast.BoolOp):
            depth += len(node.values)
        elif isinstance(node, ast.alias):
            depth += 2 * node.name.count(".")
        elif isinstance(node, ast.ImportFrom):
            depth += 2 * (node.module or "").count(".")
        else:
            depth += 2 * len(getattr(node, "generators", ()))
        deepest = max(deepest, depth)
        step = 1 if isinstance(node, (ast.BinOp, ast.BoolOp)) else 2
        pending += [(child, depth + step) for child in ast.iter_child_nodes(node)]
    return deepest


def _levels(root: ast.pattern) -> int:
    """How many patterns stand inside each other, with the expression in the innermost."""
    level: list[ast.AST] = [root]
    count = 0
    while level:
        count += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return count
