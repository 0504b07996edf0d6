"""OWU324 removed-payload-key."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.entry.points import entry_points
from owui_lint.component.payload.keys import (
    KeyRead,
    asks_for_key,
    catches_anything,
    catches_missing,
    fails_on_none,
    is_only_source,
    key_reads,
    knows_releases,
    writes_key,
)
from owui_lint.component.payload.paths import entry_function
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.host import METADATA, Host, KeyState
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, FixMaker, Rule
from owui_lint.words import quoted


class RemovedPayloadKey(Rule):
    """A hook reads a key that its `body` never holds, or holds in some calls only.

    ## What it does
    Reports `body["chat_id"]` in `inlet` and `pipe`, `body["metadata"]` in `pipe`, `outlet` and `action`,
    and the like: Open WebUI has taken the key out of the request before it calls the hook. A read by
    `.get` is reported where nothing else gives the value. Keys that are there in some calls only (`files`,
    `features`, `stream`, `choices` of a stream's event) are reported where a subscript reads them.

    ## Why is this bad?
    The subscript raises KeyError: in `inlet` and `pipe` the chat fails, in `outlet` the change is lost
    without a word, in an action the answer is an error. `.get` gives None in every call.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, __chat_id__: str = None) -> str:
            return f"session {body['metadata']['chat_id']}"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __chat_id__: str = None) -> str:
            return f"session {__chat_id__}"
    ```

    ## Fix safety
    Safe where the hook already takes an injected parameter that holds the same value, or where `body`
    holds it under another key; none elsewhere.

    ## References
    Open WebUI 0.12.4, `main.py` lines 1158-1329, `utils/middleware.py` lines 2310-2472 and 3816,
    `functions.py` line 226, `utils/actions.py` line 44.
    """

    code = "OWU324"
    name = "removed-payload-key"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.PIPELINE})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such read; one of a key for each function, where it is there in some calls."""
        seen: set[tuple[int, str]] = set()
        for read in key_reads(component):
            state = _state(component, component.host, read)
            if state not in (KeyState.GONE, KeyState.SOMETIMES) or not component.runs(read.node):
                continue
            if state is KeyState.SOMETIMES:
                scope = (id(component.scope_of(read.node)), read.key)
                if not read.raises or scope in seen or catches_anything(component, read.node):
                    continue
                seen.add(scope)
            if self._is_expected(component, read):
                continue
            hooks = quoted(sorted({p.entry for p in read.paths}))
            payload = next(iter(read.paths)).parameter
            if state is KeyState.SOMETIMES:
                yield self.finding(
                    read.node,
                    f'`{payload}["{read.key}"]` is missing in some calls of {hooks}; use `.get`',
                    severity=Severity.WARNING,
                )
                continue
            fails = read.raises or fails_on_none(component, read)
            swallowed = not fails or catches_anything(component, read.node)
            yield self.finding(
                read.node,
                f"`{payload}` never holds `{read.key}` in {hooks}{_advice(component, component.host, read)}",
                severity=Severity.WARNING if swallowed else Severity.ERROR,
                fix=_fix(component, component.host, read),
            )

    @staticmethod
    def _is_expected(component: Component, read: KeyRead) -> bool:
        """Whether the author has thought of the key's absence, or puts it in."""
        if asks_for_key(component, read) or catches_missing(component, read.node):
            return True
        if writes_key(component, read.key) or knows_releases(component, read.node):
            return True
        return not read.raises and not is_only_source(component, read.node)


def _state(component: Component, host: Host, read: KeyRead) -> KeyState:
    """What Open WebUI says of the key in every hook that the read is reached from."""
    kind = component.kind
    if kind is None:
        return KeyState.UNKNOWN
    found = set()
    for path in read.paths:
        entry = next(iter(entry_points(component, path.entry)), None)
        payload = entry.payload if entry is not None else None
        positional = entry.facts.positional if entry is not None else ()
        is_payload = path.parameter == payload or (
            kind is Kind.PIPELINE and path.parameter in ("body", *positional[:1])
        )
        if path.keys or not is_payload:
            return KeyState.UNKNOWN
        found.add(host.payload_key(kind, path.entry, read.key))
    return found.pop() if len(found) == 1 else KeyState.UNKNOWN


def _advice(component: Component, host: Host, read: KeyRead) -> str:
    """What to read instead, as the end of the message."""
    kind, hook = component.kind, next(iter(read.paths)).entry
    if kind is None or kind is Kind.PIPELINE:
        if kind is not None and hook == "inlet" and host.is_in_metadata(read.key):
            return f'; use `body["metadata"]["{read.key}"]`'
        return ""
    injected = host.injected(kind, hook)
    name = host.injected_instead(read.key)
    if name is not None and name in injected and host.has(injected[name].availability):
        return f"; take the parameter `{name}`"
    metadata = host.name_of(METADATA)
    if host.is_in_metadata(read.key) and metadata in injected:
        return f'; use `{metadata}["{read.key}"]`'
    return ""


def _fix(component: Component, host: Host, read: KeyRead) -> FixMaker | None:
    """Read the same value from where it is; only where the hook can be given it already."""
    function = entry_function(component, read.node)
    if function is None or len(read.paths) != 1 or component.kind is Kind.PIPELINE:
        return None
    replaced = _instead(component, host, read, {p.name for p in function.parameters})
    if replaced is None:
        return None
    node, code = replaced
    if "'" in component.tree.code_for_node(node):  # in an f-string, the other quotes may end it
        code = code.replace('"', "'")

    def make(editor: Editor) -> Fix | None:
        return editor.safe(
            f"Replace `{editor.code(node)}` with `{code}`", editor.replace(node, code)
        )

    return make


def _instead(
    component: Component, host: Host, read: KeyRead, parameters: set[str]
) -> tuple[cst.BaseExpression, str] | None:
    """The expression to replace, and what by."""
    parent, path = component.parent(read.node), next(iter(read.paths))
    if isinstance(parent, cst.Del) or (isinstance(read.node, cst.Call) and read.raises):
        return None
    metadata = host.name_of(METADATA)
    if metadata in parameters and read.key == "metadata" and read.raises:
        return read.node, metadata
    key = _key_below(component, parent) if read.key == "metadata" else read.key
    whole = parent if read.key == "metadata" else read.node
    if key is None or not isinstance(whole, cst.BaseExpression):
        return None
    kind = component.kind
    assert kind is not None
    if read.key == "metadata" and host.payload_key(kind, path.entry, key) is KeyState.PRESENT:
        return whole, f'{path.parameter}["{key}"]'
    name = host.injected_instead(key)
    if name in parameters and name is not None and key != "user":
        return whole, name
    if metadata in parameters and host.is_in_metadata(key) and read.raises:
        return whole, f'{metadata}["{key}"]'
    return None


def _key_below(component: Component, parent: cst.CSTNode | None) -> str | None:
    """The key of a subscript that is read: `["chat_id"]` of `body["metadata"]["chat_id"]`."""
    if not isinstance(parent, cst.Subscript) or len(parent.slice) != 1:
        return None
    if isinstance(component.parent(parent), (cst.AssignTarget, cst.Del)):
        return None
    index = parent.slice[0].slice
    key = component.literal(index.value) if isinstance(index, cst.Index) else None
    return key if isinstance(key, str) else None
