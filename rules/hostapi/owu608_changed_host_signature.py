from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.hostapi.calls import host_calls
from owui_lint.component.hostapi.misfits import Misfit, Reason, misfit
from owui_lint.component.world import release_guards
from owui_lint.finding import Severity
from owui_lint.host import Signature
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class ChangedHostSignature(Rule):
    """A function of Open WebUI is called with arguments that the target release does not take.

    ## What it does
    Reports calls of Open WebUI's functions and methods whose arguments do not fit their parameters, or
    stand in the order of an older release.

    ## Why is this bad?
    The call raises `TypeError`.

    ## Example
    ```python
    from open_webui.utils.chat import generate_chat_completion


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return await generate_chat_completion(body, __user__)
    ```

    ## Use instead
    ```python
    from open_webui.utils.chat import generate_chat_completion


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None, __request__=None) -> str:
            return await generate_chat_completion(__request__, body, __user__)
    ```

    ## References
    The signatures in 36 published releases, compared.
    """

    code = "OWU608"
    name = "changed-host-signature"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call that cannot be bound."""
        for item in host_calls(component):
            member = item.target.member
            wrong = misfit(component, member, item.call) if member is not None else None
            if wrong is not None and not release_guards(component).is_guarded(
                item.call, frozenset({"TypeError"})
            ):
                unexplained = (
                    wrong.reason in (Reason.MISSING, Reason.UNKNOWN) and wrong.since is None
                )
                taken = f"({_text(wrong.signature)})" if unexplained else ""
                yield self.finding(item.call, f"`{item.target.text}{taken}` {_reason(wrong)}")


def _reason(wrong: Misfit) -> str:
    names = quoted(wrong.names)
    them = "it" if len(wrong.names) == 1 else "them"
    since = f" since {wrong.since}" if wrong.since is not None else ""
    if wrong.reason is Reason.MISSING:
        return f"needs {names}{since}; add {them} to the call"
    if wrong.reason is Reason.UNKNOWN:
        return f"takes no {names}{since}; rename or remove {them}"
    if wrong.reason is Reason.ORDER:
        order = ", ".join(wrong.signature.positional)
        return f"takes its arguments in another order{since}; pass ({order})"
    if wrong.reason is Reason.TWICE:
        return f"is given {names} by position and by name; pass {them} once"
    return (
        f"takes at most {len(wrong.signature.positional)} positional arguments; remove the others"
    )


def _text(signature: Signature) -> str:
    required = [name for name in signature.positional if name in signature.required]
    names = [*required, *sorted(signature.required & set(signature.keyword_only))]
    return ", ".join([*names, "…"]) if len(names) < len(signature.positional) else ", ".join(names)
