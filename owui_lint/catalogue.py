"""Makes `rules/README.md` from the rules: `python -m owui_lint.catalogue [--check]`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from owui_lint.rule import Rule

_INTRODUCTION = """\
# Rules

Made by `make catalogue` from the rules themselves; `owui-lint explain CODE` prints the whole
documentation of one.

**Severity**: *error*: Open WebUI rejects the component, crashes on it or silently ignores what is
meant; *warning*: it misbehaves in some runs or versions, loses data or leaks; *convention*: of the
component templates, without effect on Open WebUI. *Opt-in* rules run with `--owui-profile strict`,
or when they are selected by more than `OWU`.

**Fix**: *safe* keeps the meaning, or gives the only one that can have been meant; *unsafe* is
likely right and changes behaviour: `owui-lint fix --unsafe`.
"""


def summary(rule: Rule) -> str:
    """The first line of the documentation, without its full stop."""
    return _docstring(rule).split("\n", 1)[0].removesuffix(".")


def documentation(rule: Rule) -> str:
    """The whole documentation as Markdown, under a heading of code and name."""
    return f"# {rule.code} {rule.name}\n\n{_traits(rule)}\n\n{_docstring(rule)}\n"


def _docstring(rule: Rule) -> str:
    return inspect.cleandoc(type(rule).__doc__ or "")


def _traits(rule: Rule) -> str:
    traits = [rule.severity.value.capitalize(), f"for {_kinds(rule)}"]
    if rule.fixable is not None:
        traits.append(f"{rule.fixable.value} fix")
    if rule.opt_in:
        traits.append("opt-in")
    return ", ".join(traits)


def _kinds(rule: Rule) -> str:
    from owui_lint.rule import EVERY_KIND, FUNCTIONS

    if rule.kinds == EVERY_KIND:
        return "all"
    names = ["functions"] if rule.kinds >= FUNCTIONS else []
    rest = rule.kinds - FUNCTIONS if names else rule.kinds
    return ", ".join(names + sorted(kind.value for kind in rest))


def render(rules: Iterable[Rule]) -> str:
    """`rules/README.md`."""
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(type(rule).__module__.rpartition(".")[0], []).append(rule)
    parts = [_INTRODUCTION]
    for package in sorted(families, key=lambda name: families[name][0].code):
        title = inspect.cleandoc(import_module(package).__doc__ or package).removesuffix(".")
        parts.append(f"\n## {title}\n\n{_table(families[package])}")
    return "".join(parts)


def _table(rules: Iterable[Rule]) -> str:
    lines = ["| code | name | severity | kinds | fix | what is wrong |", "| --- " * 6 + "|"]
    for rule in rules:
        file = f"{type(rule).__module__.split('.', 2)[2].replace('.', '/')}.py"
        cells = (
            f"[{rule.code}]({file})",
            rule.name,
            f"{rule.severity.value}, opt-in" if rule.opt_in else rule.severity.value,
            _kinds(rule),
            rule.fixable.value if rule.fixable else "",
            summary(rule).replace("|", "\\|"),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str]) -> int:
    """Write the catalogue, or with `--check` say whether it is what would be written."""
    from owui_lint.rule import all_rules

    rules_package = import_module("owui_lint.rules")
    path = Path(next(iter(rules_package.__path__)), "README.md")
    text = render(all_rules())
    if "--check" in argv:
        return int(not path.exists() or path.read_text(encoding="utf-8") != text)
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
