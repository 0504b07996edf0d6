"""OWU614 open-webui-in-pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.guards import survives_import_error
from owui_lint.component import Component
from owui_lint.component.hostapi.names import is_host_module
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class OpenWebuiInPipeline(Rule):
    """A pipeline imports `open_webui`, which the Pipelines server does not have.

    ## What it does
    Reports imports of `open_webui` and its modules in a pipeline, unless a handler catches the `ImportError`
    or the import never runs (`if TYPE_CHECKING:`).

    ## Why is this bad?
    Pipelines run in a server of their own, where Open WebUI is not installed. The import fails, and the
    Pipelines server moves the file to its folder of failed pipelines.

    ## Example
    ```python
    from open_webui.models.users import Users


    class Pipeline:
        def __init__(self):
            self.name = "Greeter"

        def pipe(self, user_message, model_id, messages, body):
            return f"Hello {Users}"
    ```

    ## Use instead
    ```python
    class Pipeline:
        def __init__(self):
            self.name = "Greeter"

        def pipe(self, user_message, model_id, messages, body):
            return f"Hello {body['user']['name']}"
    ```

    ## References
    open-webui/pipelines 26b8f20, `requirements.txt` and `main.py` (`load_modules_from_directory`).
    """

    code = "OWU614"
    name = "open-webui-in-pipeline"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each import statement once."""
        seen: set[int] = set()
        for item in component.imports:
            if item.level or not is_host_module(item.module) or id(item.statement) in seen:
                continue
            seen.add(id(item.statement))
            if not survives_import_error(component, item.statement):
                yield self.finding(
                    item.statement,
                    f"`{item.module}` is not installed on the Pipelines server, so the import fails; remove it",
                )
