from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component, dotted
from owui_lint.component.hostapi.calls import host_imports, is_target
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RemovedHostValue(Rule):
    '''A value of the host is read in a form that the target version no longer has.

    ## What it does
    Reports `SRC_LOG_LEVELS["…"]` and `.value` of settings imported from `open_webui.config`.

    ## Why is this bad?
    `SRC_LOG_LEVELS` is an empty dict since 0.6.42: reading a key raises `KeyError` when the component is
    loaded. The settings are plain values since 0.10.0, which have no `.value`.

    ## Example
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

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
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

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
    '''

    code = "OWU610"
    name = "removed-host-value"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each key of the empty dict, and each `.value` of a plain setting."""
        if not host_imports(component):
            return
        text = component.source.text
        if "SRC_LOG_LEVELS" in text and host.has(host.fact("src_log_levels_filled")) is False:
            for node in component.of(cst.Subscript):
                if component.qualified(node.value) == _LEVELS and not _is_guarded(component, node):
                    yield self.finding(node, "Empty since 0.6.42: `SRC_LOG_LEVELS`")
        settings = component.of(cst.Attribute) if "open_webui.config" in text else ()
        for attribute in settings:
            if attribute.attr.value == "value" and _is_plain_setting(component, attribute.value):
                yield self.finding(
                    attribute, f"A plain value since 0.10.0: `{dotted(attribute.value)}`"
                )


_LEVELS = "open_webui.env.SRC_LOG_LEVELS"


def _is_plain_setting(component: Component, node: cst.BaseExpression) -> bool:
    module, _, name = (component.qualified(node) or "").rpartition(".")
    if module != "open_webui.config" or component.survives(node, "AttributeError"):
        return False
    member = component.host.member(module, name)
    return (
        member is not None
        and member.wrapped is not None
        and component.host.has(member.availability) is True
        and component.host.has(member.wrapped) is False
    )


def _is_guarded(component: Component, node: cst.Subscript) -> bool:
    """Whether it is assigned to, or a handler or a test around it expects the key to be missing."""
    if is_target(component, node) or component.survives(node, "KeyError"):
        return True
    tests = [a.test for a in component.ancestors(node) if isinstance(a, (cst.If, cst.IfExp))]
    return any("SRC_LOG_LEVELS" in component.tree.code_for_node(test) for test in tests)
