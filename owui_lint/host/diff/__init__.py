"""What changed for component authors between two releases: the facts of both, held side by side.

comparison = compare("0.11.4", "0.12.4")
comparison.changes        # every change, by topic, each with the release in which it came
comparison.unsure         # how many more there may be, where a release was not read itself
"""

from owui_lint.host.diff.change import Change, Effect, Period
from owui_lint.host.diff.compare import Comparison, compare

__all__ = ["Change", "Comparison", "Effect", "Period", "compare"]
