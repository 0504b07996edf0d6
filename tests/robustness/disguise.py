"""Makes a component of any module: its largest class gets the name and the hooks of a kind.

Forced through the reader as it is, an ordinary module shows most rules nothing to look at.
"""

from __future__ import annotations

import ast
import re
from collections import Counter

from owui_lint.host import Host
from owui_lint.kinds import Kind

_SELF_ATTRIBUTE = re.compile(r"\bself\.(\w+)")


def disguised(text: str, kind: Kind) -> str:
    """The module as a component of that kind; unchanged when it has no class."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    if not classes:
        return text
    chosen = max(classes, key=lambda node: len(node.body))
    lines = text.split("\n")
    _replace(lines, chosen.lineno, rf"\bclass\s+{chosen.name}\b", f"class {kind.class_name}")
    hooks = list(Host().entry_points(kind))
    methods = [
        node
        for node in chosen.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name[:2] != "__"
    ]
    for hook, method in zip(hooks, methods, strict=False):
        _replace(lines, method.lineno, rf"\bdef\s+{method.name}\b", f"def {hook}")
    for method in methods:
        _replace(lines, method.lineno, r"\(self\b", "(self, body, __event_emitter__, __user__")
    return _with_valves("\n".join(lines))


def _replace(lines: list[str], line: int, pattern: str, replacement: str) -> None:
    lines[line - 1] = re.sub(pattern, replacement, lines[line - 1], count=1)


def _with_valves(text: str) -> str:
    """The attribute used most becomes the valves, the next one the emitter."""
    used = [name for name, _ in Counter(_SELF_ATTRIBUTE.findall(text)).most_common(2)]
    for name, replacement in zip(used, ("self.valves", "__event_emitter__"), strict=False):
        text = re.sub(rf"\bself\.{name}\b(?!\s*=[^=])", replacement, text)
    return text
