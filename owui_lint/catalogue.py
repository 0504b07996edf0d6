"""Makes `rules/README.md` from the rules: `python -m owui_lint.catalogue [--check]`."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from owui_lint.finding import Applicability
from owui_lint.host import Host

if TYPE_CHECKING:
    from owui_lint.rule import Rule

_INTRODUCTION = """\
# Rules

Made by `make catalogue` from the rules themselves; `owui-lint explain CODE` prints the whole
documentation of one.

**Severity**: *error*: Open WebUI rejects the component, crashes on it or silently ignores what is
meant; *warning*: it misbehaves in some runs or versions, loses data or leaks; *convention*: of the
component templates; Open WebUI runs the component without it. *Opt-in* rules run with `--owui-profile strict`,
or when they are selected by more than `OWU`.

**Fix**: *safe* keeps the meaning, or gives the only one that can have been meant; *unsafe* is
likely right and changes behaviour: `owui-lint fix --unsafe`.
"""


def summary(rule: Rule) -> str:
    """The first line of the documentation, without its full stop."""
    return _docstring(rule).split("\n", 1)[0].removesuffix(".")


def documentation(rule: Rule) -> str:
    """The whole documentation as Markdown, under a heading of code and name."""
    return f"# {rule.code} {rule.name}\n\n{_traits(rule)}\n\n{_docstring(rule)}\n\n{_disabling(rule)}\n"


def _docstring(rule: Rule) -> str:
    return inspect.cleandoc(type(rule).__doc__ or "")


def _disabling(rule: Rule) -> str:
    return (
        "## How to disable it\n"
        f"- For one line: `# noqa: {rule.code}` at its end\n"
        f"- For a file: `# owui-lint: disable={rule.code}` on a line of its own\n"
        f'- For a repository: `ignore = ["{rule.code}"]` in its configuration'
    )


def _traits(rule: Rule) -> str:
    """Return in one paragraph how bad it is, for what, since when, and whether it can be mended."""
    opt_in = "Opt-in " if rule.opt_in else ""
    severity = rule.severity.value if rule.opt_in else rule.severity.value.capitalize()
    article = "an" if rule.fixable is Applicability.UNSAFE else "a"
    fix = f", with {article} {rule.fixable.value} fix" if rule.fixable else ""
    return f"{opt_in}{severity} for {_listed_kinds(rule)}{fix}. {_since(rule)}"


def _listed_kinds(rule: Rule) -> str:
    from owui_lint.rule import EVERY_KIND

    if rule.kinds == EVERY_KIND:
        return "all components"
    names = [
        f"{kind.value.removesuffix('s')}s" for kind in sorted(rule.kinds, key=lambda k: k.value)
    ]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _since(rule: Rule) -> str:
    """Return for which releases the example is reported, as `releases.json` has it."""
    first, last = reported_releases(rule)
    releases = Host.releases()
    if (first, last) == (releases[0], releases[-1]):
        return f"Holds in every release known, {first} to {last}."
    if last == releases[-1]:
        return f"Holds since Open WebUI {first}."
    return f"Holds up to Open WebUI {last}."


def reported_releases(rule: Rule) -> tuple[str, str]:
    """Return the first and the last release for which the rule's example is reported."""
    first, _, last = _stored_releases().get(rule.code, "-").partition("-")
    return first or Host.releases()[0], last or Host.releases()[-1]


@functools.cache
def _stored_releases() -> dict[str, str]:
    text = (files("owui_lint") / "report" / "releases.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


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
