"""What linting one file comes to."""

from __future__ import annotations

from dataclasses import dataclass

from owui_lint.finding import Finding
from owui_lint.kinds import Kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file is, and what is wrong with it.

    Attributes:
        findings: in order of place and code
        kind: what the component is; None where the file holds none
        title: how its header calls it
        hidden: whether a `# flake8: noqa` hides the whole file
    """

    findings: tuple[Finding, ...] = ()
    kind: Kind | None = None
    title: str | None = None
    hidden: bool = False

    @property
    def is_component(self) -> bool:
        """Whether the file is a component, or was meant to be one."""
        return self.kind is not None or bool(self.findings)


@dataclass(frozen=True, slots=True)
class Examined:
    """What one file came to.

    Attributes:
        outcome: what it is, and what is wrong with it
        mends: how many findings `fix` mends, and how many more `fix --unsafe`; None where that was
            not asked for
    """

    outcome: Outcome
    mends: tuple[int, int] | None = None
