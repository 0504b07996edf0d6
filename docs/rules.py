"""One page a rule and the catalogue, from the docstrings of the rules."""

from __future__ import annotations

import inspect
from importlib import import_module

from docs.markdown import table, toctree, with_rule_links
from owui_lint.catalogue import documentation, summary
from owui_lint.rule import Rule, all_rules

_INTRODUCTION = """\
# Rules

**error**: Open WebUI rejects the component, crashes on it or silently ignores what is meant.
**warning**: it misbehaves in some runs or releases, loses data or leaks.
**convention**: a convention of the component templates; Open WebUI runs the component without it.
*Opt-in* rules run with `--profile strict`, or when they are selected by more than `OWU`.

Each page says in which releases its example is reported. Examples leave out the header that every
component begins with, where the rule is not about it. A rule is silent where a name, a value or a type cannot be
followed in the file.

A *safe* fix keeps the meaning, or gives the only one that can have been meant. An *unsafe* fix is
likely right and changes behaviour: `owui-lint fix --unsafe` applies it.
"""


def rule_pages() -> dict[str, str]:
    """Return the pages by file name."""
    rules = all_rules()
    codes = [rule.code for rule in rules]
    pages = {f"rules/{rule.code.lower()}.md": _page(rule, codes) for rule in rules}
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(type(rule).__module__.rpartition(".")[0], []).append(rule)
    parts = [_INTRODUCTION]
    for package in sorted(families, key=lambda name: families[name][0].code):
        words = inspect.cleandoc(import_module(package).__doc__ or package).splitlines()[0]
        title = words.removesuffix(".")
        parts.append(f"\n## {title}\n\n{_table(families[package])}\n")
        parts.append(toctree(title, [f"{rule.code.lower()}" for rule in families[package]]))
    pages["rules/index.md"] = "\n".join(parts) + "\n"
    return pages


def _page(rule: Rule, codes: list[str]) -> str:
    others = [code for code in codes if code != rule.code]
    text = with_rule_links(documentation(rule), others)
    return f"{text.rstrip()}\n\nMore on [suppressing findings](../guides/suppressing.md).\n"


def _table(rules: list[Rule]) -> str:
    return table(
        ("code", "name", "severity", "fix", "what is wrong"),
        (
            (
                f"[{rule.code}]({rule.code.lower()}.md)",
                rule.name,
                f"{rule.severity.value}, opt-in" if rule.opt_in else rule.severity.value,
                rule.fixable.value if rule.fixable else "",
                summary(rule),
            )
            for rule in rules
        ),
    )
