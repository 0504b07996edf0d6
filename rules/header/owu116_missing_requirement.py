from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.header.distributions import missing_distributions
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class MissingRequirement(Rule):
    '''A package is imported that Open WebUI does not include and `requirements` does not list.

    ## What it does
    Reports the first import of each such package. Silent for imports whose failure is caught, for packages
    that come with what Open WebUI bundles, and for unknown packages. For a pipeline, what the Pipelines
    server brings counts.

    ## Why is this bad?
    The component works where the package happens to be installed, and fails with `ModuleNotFoundError`
    when it is saved anywhere else.

    ## Example
    ```python
    """
    title: Forecast
    author: Jane Doe
    version: 1.0.0
    """

    import xgboost


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return xgboost.__version__
    ```

    ## Use instead
    ```python
    """
    title: Forecast
    author: Jane Doe
    version: 1.0.0
    requirements: xgboost
    """

    import xgboost


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return xgboost.__version__
    ```

    ## References
    `Requires-Dist` of the Open WebUI wheels and what it pulls in, by release.
    '''

    code = "OWU116"
    name = "missing-requirement"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the import."""
        is_pipeline = component.kind is Kind.PIPELINE
        where = "the Pipelines server" if is_pipeline else f"Open WebUI {component.host.version}"
        for item, distribution in missing_distributions(component):
            dropped = None if is_pipeline else component.host.dropped_in(distribution)
            brings = f"no longer includes it (since {dropped})"
            if dropped is None:
                brings = "does not include it"
            yield self.finding(
                item.statement,
                f"`{distribution}` is not in `requirements`, and {where} {brings}; add it",
            )
