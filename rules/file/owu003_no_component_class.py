"""OWU003 no-component-class."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.flow.exits import returned_values
from owui_lint.analysis.flow.reachability import is_script
from owui_lint.component import ClassModel, Component
from owui_lint.component.near_misses import likely_component_class, may_be_bound_unseen
from owui_lint.finding import Severity, Span
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import FUNCTIONS, Draft, Rule


class NoComponentClass(Rule):
    '''The file has a component's header, but no class that Open WebUI looks for.

    ## What it does
    Reports a file with a component header and without a module-level class `Pipe`, `Filter`,
    `Action`, `Event`, `Tools` or `Pipeline`, and names the class that was probably meant.

    ## Why is this bad?
    Open WebUI looks for exactly these names on the module. Without one, saving fails with
    "No Function class found in the module" or "No Tools class found in the module".

    ## Example
    ```python
    """
    title: Weather
    author: Jane Doe
    version: 1.0.0
    """


    class Tool:
        def get_weather(self, city: str, __user__: dict = None) -> str:
            return city
    ```

    ## Use instead
    ```python
    """
    title: Weather
    author: Jane Doe
    version: 1.0.0
    """


    class Tools:
        def get_weather(self, city: str, __user__: dict = None) -> str:
            return city
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `load_tool_module_by_id` and `load_function_module_by_id`.
    '''

    code = "OWU003"
    name = "no-component-class"
    severity = Severity.ERROR
    any_file = True

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the class that was probably meant, or the header."""
        header = component.header
        if component.kind is not None and component.kind not in component.detection.bindings:
            # Only where an option says what the file is: else it is known by this very class.
            message = f"Open WebUI looks for a class `{component.kind.class_name}`; define it"
            yield self.finding(Span(1, 0, 1, 0), message)
        if component.kind is not None or header is None or not header.has_known_key:
            return
        if _is_made_by_function(component):
            return
        found = likely_component_class(component)
        if found is not None:
            model, kind = found
            yield self.finding(model.node, _message(model, kind))
            return
        is_meant = header.looks_like_component or _has_hook(component)
        if is_meant and not is_script(component) and not may_be_bound_unseen(component):
            yield self.finding(
                Span(header.first_line, 0, header.first_line, 3),
                "The file has a component's header but no `Pipe`, `Filter`, `Action`, `Event` or `Tools` class; "
                "add one",
            )


def _is_made_by_function(component: Component) -> bool:
    """Whether a function has the name of the class: Open WebUI only calls it, so it may make the object."""
    names = [kind.class_name for kind in Kind]
    bound = (component.module.bindings.get(name, ()) for name in names)
    nodes = (b[-1].node for b in bound if b)
    functions = (component.function_of(n) for n in nodes if isinstance(n, cst.FunctionDef))
    return any(f is not None and bool(returned_values(component, f)) for f in functions)


def _has_hook(component: Component) -> bool:
    """Whether a header that is read stands over a module-level function named like a hook."""
    header = component.header
    if header is None or not header.is_read or header.get("title") is None:
        return False
    names = {node.name.value for node in component.module.of(cst.FunctionDef)}
    return any(names & set(Host.entry_points(kind)) for kind in FUNCTIONS)


def _message(model: ClassModel, kind: Kind) -> str:
    if not model.is_top_level:
        return f"`{model.name}` is nested, and Open WebUI looks at module level only; move it there"
    return f"Open WebUI looks for a class `{kind.class_name}`, not `{model.name}`; rename it"
