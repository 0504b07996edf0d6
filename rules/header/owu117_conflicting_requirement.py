from __future__ import annotations

from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from owui_lint.component import Component
from owui_lint.component.header.values import requirement_items
from owui_lint.finding import Severity, Span
from owui_lint.host import Host, normalised
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ConflictingRequirement(Rule):
    '''A requirement excludes the version that Open WebUI runs with.

    ## What it does
    Reports items of `requirements` that name a package Open WebUI bundles and exclude its version, or
    that are known to need another version of such a package (`langchain<1` needs `langchain-core<1`).

    ## Why is this bad?
    pip installs into Open WebUI's own environment: it would replace the package under the running server, for
    everybody, and with some packages the server does not start again.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    requirements: pydantic<2
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    requirements: pydantic>=2
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    The pins in `Requires-Dist` of the Open WebUI wheels, by release.
    '''

    code = "OWU117"
    name = "conflicting-requirement"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each item that the bundled version does not satisfy."""
        if component.header is None:
            return
        for item in requirement_items(component.header):
            requirement = item.requirement
            if requirement is None or requirement.marker is not None:
                continue
            pinned = _pin(component.host.bundled().get(normalised(requirement.name)))
            if pinned is not None and not requirement.specifier.contains(pinned, prereleases=True):
                yield self.finding(
                    item.span,
                    f"`{item.text}` would replace `{requirement.name}` {pinned}, which Open WebUI "
                    f"{component.host.version} needs; drop the pin",
                )
            elif pinned is None:
                yield from self._pulled(component.host, item.span, item.text, requirement)

    def _pulled(
        self, host: Host, span: Span, text: str, requirement: Requirement
    ) -> Iterator[Draft]:
        """Yield a requirement that comes with another version of what Open WebUI bundles."""
        along = host.pulled_by(requirement.name, requirement.specifier)
        if along is None:
            return
        name, specifier = along
        pinned = _pin(host.bundled().get(name))
        if pinned is not None and pinned not in SpecifierSet(specifier):
            yield self.finding(
                span,
                f"`{text}` needs `{name}{specifier}`, but Open WebUI "
                f"{host.version} needs {pinned}; allow a newer one",
            )


def _pin(specifier: str | None) -> Version | None:
    """The one version that `==` names."""
    if specifier is None or not specifier.startswith("==") or "*" in specifier:
        return None
    return Version(specifier[2:])
