"""One thing of Open WebUI that not every release has, where a component uses it."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from owui_lint.host import Availability


@dataclass(frozen=True)
class HostUse:
    """One thing of Open WebUI, where the component uses it.

    Attributes:
        place: the parameter, method, import or value that uses it
        what: how a message names it, code in backticks: "`__oauth_token__` of `inlet`"
        availability: the releases that have it
    """

    place: cst.CSTNode
    what: str
    availability: Availability
