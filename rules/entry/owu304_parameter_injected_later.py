"""OWU304 parameter-injected-later."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ParameterInjectedLater(Rule):
    """An entry point uses a parameter that the target release does not pass yet.

    ## What it does
    Reports injected parameters that this entry point gets only from a release newer than the target
    (`--owui-target-version`). A parameter that a call in the file fills is silent.

    ## Why is this bad?
    On the target the parameter keeps its default, or the call is a `TypeError` where it has none.

    ## Example
    With `--owui-target-version 0.5.20`:

    ```python
    class Pipe:
        async def pipe(self, body: dict, __oauth_token__: dict | None = None) -> str:
            return "signed in" if __oauth_token__ else "anonymous"


    # settings: owui-target-version=0.5.20
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __request__=None) -> str:
            return "signed in" if __request__.cookies else "anonymous"
    ```

    ## References
    The parameters each release's wheel passes; the releases are part of the message.
    """

    code = "OWU304"
    name = "parameter-injected-later"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each parameter that comes with a newer release."""
        if component.host.is_latest:
            return
        for entry in entry_points(component):
            if component.host.has(entry.facts.availability) is False:
                continue  # the hook itself comes later: OWU322
            for parameter in entry.parameters:
                since = entry.gets_later(parameter.name)
                if (
                    since is None
                    or not entry.shows_signature
                    or entry.is_passed_in_file(parameter)
                    or entry.takes_other_name(parameter.name)
                ):
                    continue
                other = entry.other_name(parameter.name)
                remedy = "give it a default" if parameter.is_required else "do without it"
                if other is not None:
                    remedy = f"it is `{other}` there"
                yield self.finding(
                    parameter.node,
                    f"`{entry.name}` gets `{parameter.name}` only since {since}, but the target release is "
                    f"{component.host.version}; {remedy}",
                    severity=Severity.ERROR if parameter.is_required else None,
                )
