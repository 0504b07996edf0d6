"""Calls the entry points of an installed component as the host does.

Sources, Open WebUI 0.12.4: `functions.py` (pipe, pipes), `utils/filter.py`, `utils/actions.py`
(`utils/chat.py` before 0.8.0), `events.py`, `utils/tools.py`, `utils/models.py`.
"""

from __future__ import annotations

import importlib.util
import json
from typing import Any

from tests.conformance.probe.call_sites import call_sites
from tests.conformance.probe.facts import Entry, Log, said
from tests.conformance.probe.host import METADATA, PROBE, base_model, invoke, module, settle
from tests.conformance.probe.installed import Installed, value_for

HOOKS = ("inlet", "request", "stream", "outlet")
MESSAGES = [{"role": "user", "content": "hi"}]


async def ask(component: Installed) -> None:
    """Fill in the facts about every entry point of the component's kind."""
    kinds = {"pipe": pipe, "filter": filters, "action": action, "event": event, "tools": tools}
    await kinds[str(component.facts.kind)](component)


async def pipe(component: Installed) -> None:
    """List its models, then chat with it, streaming and not."""
    host, facts = component.host, component.facts
    host_functions = module("functions")
    with Log("open_webui.functions") as log:
        listed = await host_functions.get_function_models(host.request())
    facts.listed = [model["id"] for model in listed]
    facts.list_error = log.first()
    model = facts.listed[0] if facts.listed else PROBE
    for stream, name in ((True, "pipe"), (False, "pipe (not streaming)")):
        spy = component.watch("pipe")
        form = {"model": model, "messages": MESSAGES, "stream": stream, "metadata": dict(METADATA)}
        failure, shown = None, ""
        try:
            answer = await host_functions.generate_function_chat_completion(
                host.request(), form, host.user
            )
            shown = await streamed(answer) if stream else answered(answer)
        except Exception as error:
            failure = error
        facts.entries[name] = spy.report(failure, shown) if spy else unusable(failure)
        if spy:
            component.unwatch(spy, "pipe")


async def streamed(answer: Any) -> str:
    """Return the text that a streaming answer puts into the chat, or the error it shows."""
    lines: list[str] = []
    async for part in answer.body_iterator:
        lines += (part.decode() if isinstance(part, bytes) else part).splitlines()
    return streamed_lines(lines)


def streamed_lines(lines: list[str]) -> str:
    """Return the text of the lines of an event stream."""
    text: list[str] = []
    for line in lines:
        data = line.removeprefix("data:").strip()
        if not data or data == "[DONE]":
            continue
        chunk = json.loads(data)
        if "error" in chunk:
            return f"error: {said(str(chunk['error']))}"
        parts = (
            choice.get("delta", choice.get("message", {})) for choice in chunk.get("choices", [])
        )
        text.extend(part.get("content") or "" for part in parts)
    return "".join(text)


def answered(answer: Any) -> str:
    """Return the text of an answer that does not stream."""
    if not isinstance(answer, dict):
        return type(answer).__name__
    if "error" in answer:
        return f"error: {said(str(answer['error']))}"
    messages = (choice.get("message", {}) for choice in answer.get("choices", []))
    return "".join(message.get("content") or "" for message in messages)


async def filters(component: Installed) -> None:
    """Run a chat's payload and answer through every hook, from every place that calls it.

    The places differ in what they have at hand. The facts are those of the place that gives the
    most; an error at another one alone goes into `elsewhere`.
    """
    functions = await settle(module("models.functions").Functions.get_functions_by_type("filter"))
    for hook in HOOKS:
        found = []
        for names in call_sites().get(hook, [None]):
            spy = component.watch(hook)
            if spy is None:
                if hasattr(component.instance, hook):
                    component.facts.entries[hook] = unusable(None)
                break
            failure = None
            if names is not None:
                failure = await run_hook(component, hook, functions, set(names))
            found.append(spy.report(failure))
            found[-1].awaited = found[-1].awaited or names is None  # nobody called it at all
            component.unwatch(spy, hook)
        if found:
            component.facts.entries[hook] = fullest(found)


async def run_hook(
    component: Installed, hook: str, functions: list[Any], names: set[str]
) -> Exception | None:
    """Let the host call a hook with some parameters at hand; returns what it raised."""
    event = {"choices": [{"delta": {"content": "hi"}}]}
    body = {"model": "m1", "messages": MESSAGES, "metadata": dict(METADATA)}
    try:
        await invoke(
            module("utils.filter").process_filter_functions,
            request=component.host.request(),
            filter_context=None,
            filter_functions=functions,
            filter_type=hook,
            form_data=event if hook == "stream" else body,
            extra_params=await component.host.extra(names),
        )
    except Exception as error:
        return error
    return None


async def action(component: Installed) -> None:
    """Draw its buttons under a message and press each."""
    host, facts = component.host, component.facts
    functions = module("models.functions").Functions
    await settle(functions.update_function_by_id(PROBE, {"is_global": True}))
    models = module("utils.models")

    async def base_models(*_: Any, **__: Any) -> list[dict[str, Any]]:
        return [base_model()]

    models.get_all_base_models = base_models
    try:
        drawn = await models.get_all_models(host.request(), user=host.user)
        facts.listed = [b["id"] for m in drawn if m["id"] == "m1" for b in m.get("actions", [])]
    except Exception as error:
        facts.list_error = said(error)
    host.app.state.MODELS = {"m1": base_model()}
    moved = importlib.util.find_spec("open_webui.utils.actions")
    chat = module("utils.actions" if moved else "utils.chat").chat_action
    for button in facts.listed or [PROBE]:
        spy = component.watch("action")
        form = {"model": "m1", "chat_id": "c", "id": "m", "session_id": "s", "messages": MESSAGES}
        failure = None
        try:
            await chat(host.request(), button, form, host.user)
        except Exception as error:
            failure = error
        facts.entries["action"] = spy.report(failure) if spy else unusable(failure)
        if failure or not spy:
            break
        component.unwatch(spy, "action")


async def event(component: Installed) -> None:
    """Let something happen on the server."""
    host = component.host
    events = module("events")
    spy = component.watch("event")
    happened = events.build_event(host.request(), sorted(events.EVENT_CATALOG_SET)[0])
    with Log("open_webui.events") as log:
        await events.dispatch_event_functions(host.app, happened, request=host.request())
    component.facts.entries["event"] = spy.report(log.first()) if spy else unusable(None)


async def tools(component: Installed) -> None:
    """Offer its tools to a model, from every place that does, and call each.

    The arguments fit the schema the model is shown. As with filters, the facts are those of the
    place that has the most at hand.
    """
    host, facts = component.host, component.facts
    stored = await settle(module("models.tools").Tools.get_tool_by_id(PROBE))
    facts.specs = stored.specs
    facts.stray = strays(component, [spec["name"] for spec in stored.specs])
    found: dict[str, list[Entry]] = {}
    for names in call_sites()["tool"]:
        extra = await host.extra(set(names))
        offer = module("utils.tools").get_tools
        try:
            # The first call may load the component anew: the second one meets the spies.
            await offer(host.request(), [PROBE], host.user, extra)
            component.instance = host.app.state.TOOLS[PROBE]
            for spec in stored.specs:
                component.watch(spec["name"])
            offered = await offer(host.request(), [PROBE], host.user, extra)
        except Exception as error:
            facts.list_error = said(error)
            return
        facts.listed = sorted(offered)
        for name, tool in offered.items():
            found.setdefault(name, []).append(await call_tool(component, name, tool))
        for name, spy in component.spies.items():
            component.unwatch(spy, name)
    facts.entries = {name: fullest(entries) for name, entries in found.items()}


async def call_tool(component: Installed, name: str, tool: dict[str, Any]) -> Entry:
    """Call a tool as the host does when the model asks for it."""
    failure = shown = None
    try:
        result = await tool["callable"](
            **value_for({"type": "object", **tool["spec"]["parameters"]})
        )
        told = await invoke(
            module("utils.middleware").process_tool_result,
            request=component.host.request(),
            tool_function_name=name,
            tool_result=result,
            tool_type="tool",
        )
        shown = said(str(told[0]))
    except Exception as error:
        failure = error
    spy = component.spies.get(name.removeprefix(f"{PROBE}_"))  # a second one of its name
    return spy.report(failure, shown) if spy else unusable(failure)


def strays(component: Installed, names: list[str]) -> list[str]:
    """Return the tools that are no methods of the class, or stand under another name there."""
    own, owner = vars(component.instance), type(component.instance)
    return sorted({n for n in names if n in own or not hasattr(owner, n) or names.count(n) > 1})


def fullest(entries: list[Entry]) -> Entry:
    """Return the facts of the call that had the most at hand, with what another ran into."""
    best, *others = sorted(entries, key=lambda e: (len(e.missing), -len(e.passed or ())))
    failed = [entry.error for entry in others if entry.error]
    if failed and not best.error:
        best.elsewhere = failed[0]
    return best


def unusable(error: BaseException | None) -> Entry:
    """The facts of an entry point that is missing or no function."""
    return Entry(error=said(error) if error else "missing")
