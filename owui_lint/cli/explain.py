"""`owui-lint explain`."""

from __future__ import annotations

import difflib

import click

from owui_lint import codes
from owui_lint.cli.usage import UsageError


@click.command()
@click.argument("rule", metavar="CODE")
def command(rule: str) -> None:
    """Print the documentation of a rule: a code such as OWU312, or a rule's name."""
    code = _code_of(rule)
    from owui_lint.report.rule_pages import show_rule
    from owui_lint.rule import rule_of

    show_rule(rule_of(code))


def _code_of(wanted: str) -> str:
    known = codes.known()
    if wanted.upper() in known:
        return wanted.upper()
    by_name = {name: code for code, name in known.items()}
    name = wanted.lower().replace("_", "-")
    if name in by_name:
        return by_name[name]
    raise UsageError(f"there is no rule `{wanted}`; {_hint(wanted, name)}")


def _hint(wanted: str, name: str) -> str:
    """Name what is near: the codes that begin so, or the most alike codes or names."""
    known = codes.known()
    begun = [code for code in known if len(wanted) > 3 and code.startswith(wanted.upper())]
    alike = difflib.get_close_matches(wanted.upper(), known, 3, 0.8)
    parts = [one for one in known.values() if len(name) > 3 and name in one]
    names = difflib.get_close_matches(name, known.values(), 3, 0.6)
    near = [f"`{one}`" for one in begun or alike or parts or names]
    if not near:
        return "`owui-lint rules` lists them"
    if len(near) > 6:
        return f"did you mean {', '.join(near[:6])}, …?"
    listed = near[0] if len(near) == 1 else f"{', '.join(near[:-1])} or {near[-1]}"
    return f"did you mean {listed}?"
