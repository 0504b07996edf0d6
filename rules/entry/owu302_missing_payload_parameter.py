"""OWU302 missing-payload-parameter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor, Parameter
from owui_lint.component.entry.hidden import takes_payload
from owui_lint.component.entry.points import EntryPoint, entry_points, payload_candidates
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class MissingPayloadParameter(Rule):
    """An entry point does not take the payload under the name it is passed by.

    ## What it does
    Reports an entry point of a pipe, filter or action that has no parameter `body` (`stream`:
    `event`), or has it positional-only.

    ## Why is this bad?
    Open WebUI passes the payload by that very keyword, always: the call is a `TypeError`, and the chat
    fails, or the filter's work is lost.

    ## Example
    ```python
    class Filter:
        async def inlet(self, data: dict) -> dict:
            data["messages"][-1]["content"] += ", please"
            return data
    ```

    ## Use instead
    ```python
    class Filter:
        async def inlet(self, body: dict) -> dict:
            body["messages"][-1]["content"] += ", please"
            return body
    ```

    ## Fix safety
    Safe: the parameter is renamed with all its uses when it is the only one the payload can have
    been meant by, and the `/` of a positional-only one is taken out.

    ## References
    Open WebUI 0.12.4: `functions.py` (`get_function_params`), `utils/filter.py`, `utils/actions.py`.
    """

    code = "OWU302"
    name = "missing-payload-parameter"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each entry point that the payload cannot be passed to."""
        for entry in entry_points(component):
            if entry.kind is Kind.TOOLS and entry.shows_signature:
                yield from self._positional_only(entry)
            if takes_payload(component, entry) is False:
                yield self.finding(
                    entry.node,
                    f"The decorator of `{entry.name}` takes no `{entry.payload}`, but Open WebUI passes it; "
                    "add it",
                )
            if entry.payload is None or not entry.shows_signature:
                continue
            parameter = entry.parameter(entry.payload)
            if parameter is None or parameter.star:
                if not entry.takes_keywords:
                    yield self._missing(entry, entry.payload)
            elif parameter.positional_only:
                yield self.finding(
                    parameter.node,
                    f"`{entry.payload}` of `{entry.name}` is positional-only, but Open WebUI passes it by "
                    "keyword; remove `/`",
                    fix=partial(_without_slash, entry=entry),
                )

    def _positional_only(self, entry: EntryPoint) -> Iterator[Draft]:
        """The parameters of a tool that the model's arguments, all passed by keyword, do not reach."""
        for parameter in entry.parameters:
            if parameter.positional_only and parameter.is_required:
                yield self.finding(
                    parameter.node,
                    f"`{parameter.name}` of `{entry.name}` is positional-only, but Open WebUI passes it by "
                    "keyword; remove `/`",
                    fix=partial(_without_slash, entry=entry),
                )

    def _missing(self, entry: EntryPoint, payload: str) -> Draft:
        meant = payload_candidates(entry)
        message = f"`{entry.name}` is passed its payload as `{payload}`"
        if len(meant) != 1:
            return self.finding(entry.node, f"{message}; add that parameter")
        only = meant[0]
        return self.finding(
            only.node,
            f"{message}, not as `{only.name}`; rename it",
            fix=partial(_renamed, entry=entry, parameter=only, payload=payload),
        )


def _renamed(editor: Editor, entry: EntryPoint, parameter: Parameter, payload: str) -> Fix | None:
    function = entry.function
    if function is None or parameter.positional_only or entry.calls:
        return None
    if function.nodes.get(cst.ClassDef):
        return None
    scopes = entry.component.with_nested(function)
    if any(payload in scope.bindings or scope.declared_elsewhere for scope in scopes):
        return None
    if any(parameter.name in scope.bindings for scope in scopes if scope is not function):
        return None
    names: list[cst.Name] = [name for scope in scopes for name in scope.of(cst.Name)]
    if any(name.value == payload for name in names):
        return None
    uses = [name for name in names if name.value == parameter.name]
    edits = [editor.replace(use, payload) for use in (parameter.node.name, *uses)]
    if any(editor.code(place) != parameter.name for place in (parameter.node.name, *uses)):
        return None
    return editor.safe(f"Rename to `{payload}`", *edits)


def _without_slash(editor: Editor, entry: EntryPoint) -> Fix | None:
    params = entry.function.node.params if entry.function is not None else None
    if params is None or not isinstance(params.posonly_ind, cst.ParamSlash):
        return None
    last = params.posonly_params[-1]
    annotation = last.annotation.annotation if last.annotation is not None else None
    _, start = editor.offsets(last.default or annotation or last.name)
    text = editor.source.text
    slash = text.find("/", start)
    if slash < 0 or text[start:slash].strip() != ",":
        return None
    return editor.safe("Remove `/`", Edit(start, slash + 1, ""))
