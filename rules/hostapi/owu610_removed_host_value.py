from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.hostapi.values import outdated_reads
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RemovedHostValue(Rule):
    """A value of Open WebUI is read in a form that the target release no longer has.

    ## What it does
    Reports `SRC_LOG_LEVELS["…"]` and `.value` of settings imported from `open_webui.config`.

    ## Why is this bad?
    Since 0.6.42, `SRC_LOG_LEVELS` is an empty dict: reading a key raises `KeyError` when the component is
    loaded. Since 0.10.0, the settings are plain values without `.value`.

    ## Example
    ```python
    import logging

    from open_webui.env import SRC_LOG_LEVELS

    log = logging.getLogger(__name__)
    log.setLevel(SRC_LOG_LEVELS["MODELS"])


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return log.name
    ```

    ## Use instead
    ```python
    import logging

    from open_webui.env import GLOBAL_LOG_LEVEL

    log = logging.getLogger(__name__)
    log.setLevel(GLOBAL_LOG_LEVEL)


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return log.name
    ```

    ## References
    Open WebUI 0.6.42, `env.py`; 0.10.0, `config.py`.
    """

    code = "OWU610"
    name = "removed-host-value"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each key of the empty dict, and each `.value` of a plain setting."""
        for read in outdated_reads(component):
            message = (
                f"is empty since {read.since}, so this raises KeyError; use `GLOBAL_LOG_LEVEL`"
                if read.is_key
                else f"is a plain value since {read.since}, so `.value` raises; drop it"
            )
            yield self.finding(read.node, f"`{read.name}` {message}")
