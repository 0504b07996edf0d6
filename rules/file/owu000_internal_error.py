from __future__ import annotations

from owui_lint.failures import INTERNAL_ERROR
from owui_lint.finding import Severity

from ._by_engine import EngineRule


class InternalError(EngineRule):
    """A rule failed on this file.

    ## What it does
    Says that `owui-lint` itself went wrong, and in which rule. The other rules still ran.

    ## Why is this bad?
    The failed rule may have missed something. It is never the component's fault: please report
    it, with the file if you can share it.

    ## References
    - https://docs.openwebui.com/features/extensibility/plugin/
    """

    code = INTERNAL_ERROR.code
    name = INTERNAL_ERROR.name
    severity = Severity.ERROR
