"""The shape of a rule, what it yields, and how rules are found."""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, TypeAlias, Union

from owui_lint.finding import Applicability, Fix, Severity, Span, Tag
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    import libcst as cst

    from owui_lint.component import Component
    from owui_lint.component.edits.editor import Editor

Place = Union[Span, "cst.CSTNode"]
"""Where something is: a node of the tree, or a span where the text itself was read."""

FixMaker: TypeAlias = "Callable[[Editor], Fix | None]"
"""Makes the fix of a finding when somebody asks for it; None when there is none after all."""

EVERY_KIND = frozenset(Kind)
FUNCTIONS = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT})


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding as a rule yields it: places are still nodes, the fix is not yet made."""

    rule: Rule
    place: Place
    message: str
    severity: Severity
    related: tuple[tuple[Place, str], ...] = ()
    fix: FixMaker | None = None


class Rule(ABC):
    """One mistake: a file `rules/<family>/owuNNN_name.py` holds one subclass.

    The docstring is the rule's only documentation. It starts with one line that names the
    mistake, followed by the headings "## What it does", "## Why is this bad?", "## Example", "## Use instead",
    "## Fix safety" (when there is a fix) and "## References".
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    """The usual severity; a single finding may carry another one."""
    kinds: ClassVar[frozenset[Kind]] = EVERY_KIND
    fixable: ClassVar[Applicability | None] = None
    """The best fix the rule can offer."""
    tag: ClassVar[Tag | None] = None
    """How editors draw the place, beside the severity."""
    breaks_on_upgrade: ClassVar[bool] = True
    """Whether a finding that a newer release brings is harm done by upgrading, not better advice."""
    opt_in: ClassVar[bool] = False
    """Runs only under the strict profile or when selected by more than the plugin's prefix."""
    dead_code: ClassVar[bool] = False
    """Also reports what can never run; for all others, code that never runs is silent."""
    any_file: ClassVar[bool] = False
    """Also runs on a candidate file in which no component was found."""

    @abstractmethod
    def check(self, component: Component) -> Iterator[Draft]:
        """Yield what is wrong with `component` when it runs on `component.host`."""

    def finding(
        self,
        place: Place,
        message: str,
        *,
        severity: Severity | None = None,
        related: Iterable[tuple[Place, str]] = (),
        fix: FixMaker | None = None,
    ) -> Draft:
        """A finding of this rule.

        Args:
            place: the node, or the span of the text, that is wrong
            message: capitalised, code in backticks, no final full stop, the variable part last
            severity: another severity than the rule's
            related: further places, each with what it explains
            fix: called when the fix is wanted, and only then
        """
        return Draft(self, place, message, severity or self.severity, tuple(related), fix)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule of `owui_lint.rules`, by code.

    Raises:
        ImportError, SyntaxError, …: whatever a rule's module raises; a rule that cannot be
            loaded is an error, never a silent gap
        TypeError: two rules share a code or a name, or a rule module holds no rule
    """
    package = importlib.import_module("owui_lint.rules")
    rules: dict[str, Rule] = {}
    for family in pkgutil.iter_modules(package.__path__):
        if not family.ispkg:
            continue
        family_package = importlib.import_module(f"{package.__name__}.{family.name}")
        for info in pkgutil.iter_modules(family_package.__path__):
            if info.name.startswith("owu"):
                for rule in _rules_in(f"{family_package.__name__}.{info.name}"):
                    if rule.code in rules:
                        raise TypeError(f"two rules with the code {rule.code}")
                    rules[rule.code] = rule
    return tuple(rules[code] for code in sorted(rules))


def rule_of(code: str) -> Rule:
    """Return one rule, without importing the others.

    Raises:
        KeyError: there is no such rule
    """
    from owui_lint.codes import module_of

    return next(rule for rule in _rules_in(module_of(code)) if rule.code == code)


def _rules_in(module_name: str) -> list[Rule]:
    module = importlib.import_module(module_name)
    found = [
        value()
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module_name
    ]
    if not found:
        raise TypeError(f"{module_name} holds no rule")
    return found
