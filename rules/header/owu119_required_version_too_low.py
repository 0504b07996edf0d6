"""OWU119 required-version-too-low."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from owui_lint.analysis.guards import ANYTHING
from owui_lint.component import Component
from owui_lint.component.host_use import HostUse
from owui_lint.component.host_uses import host_uses
from owui_lint.component.world import release_guards
from owui_lint.finding import Applicability, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import FUNCTIONS, Draft, Rule

_ERRORS = ANYTHING | {
    "ImportError",
    "ModuleNotFoundError",
    "AttributeError",
    "TypeError",
    "KeyError",
}
"""What a handler takes whose author knows that not every release has the thing."""


class RequiredVersionTooLow(Rule):
    '''The component uses a feature that its oldest allowed release lacks.

    ## What it does
    Holds everything the component uses (injected parameters, hooks, kinds, attributes, event types,
    valve inputs, modules) against its own `required_open_webui_version`, and reports the one that came
    last. What is in a `try` or under a test for the version is silent, and so is a release of
    which it is not known whether it has the thing.

    ## Why is this bad?
    Open WebUI lets the component be installed on such a release, where it fails, or quietly does less.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    required_open_webui_version: 0.5.0
    """


    class Pipe:
        async def pipe(self, body: dict, __oauth_token__: dict | None = None) -> str:
            return "signed in" if __oauth_token__ else "anonymous"
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    required_open_webui_version: 0.6.27
    """


    class Pipe:
        async def pipe(self, body: dict, __oauth_token__: dict | None = None) -> str:
            return "signed in" if __oauth_token__ else "anonymous"
    ```

    ## Fix safety
    Safe: the version is raised to the first release known to have everything.

    ## References
    The wheels of the releases; the page compares the versions before it saves.
    '''

    code = "OWU119"
    name = "required-version-too-low"
    severity = Severity.WARNING
    breaks_on_upgrade = False
    kinds = FUNCTIONS | {Kind.TOOLS}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the header line, when something the component uses is newer than it says."""
        header = component.header
        field = header.get("required_open_webui_version") if header is not None else None
        floor = _version(field.value) if field is not None else None
        if field is None or floor is None:
            return
        newer = [
            (since, use) for use in host_uses(component) if (since := _needs(component, use, floor))
        ]
        if not newer:
            return
        needed, last = max(newer, key=lambda item: item[0])
        verb = "need" if last.what.endswith("s") else "needs"  # "`embeds` events"
        yield self.finding(
            field.span,
            f"`required_open_webui_version` allows {floor}, but {last.what} {verb} {needed}; raise it",
            related=[(use.place, f"New in {since}") for since, use in newer],
            fix=lambda editor: editor.safe(
                f"Raise it to {needed}", editor.replace(field.value_span, str(needed))
            ),
        )


def _version(text: str) -> Version | None:
    """The version, where it is one that the page can compare (OWU118 speaks of the others)."""
    if not text[:1].isdigit():
        return None
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _needs(component: Component, use: HostUse, floor: Version) -> Version | None:
    """The release that first has it, when one that the floor admits is known to come before it."""
    since, lacking = use.availability.since, use.availability.lacks_from(floor)
    if since is None or lacking is None or not component.host.has(use.availability):
        return None
    if Version(lacking) >= Version(since):
        return None
    is_prepared = release_guards(component, lacking).is_guarded(use.place, _ERRORS)
    return None if is_prepared else Version(since)
