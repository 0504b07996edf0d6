"""Which class of a file is the component, and of which kind.

Open WebUI takes the first of `Pipe`, `Filter`, `Action`, `Event` that the module has, or `Tools`
(utils/plugin.py); the Pipelines server takes `Pipeline`. Ordinary packages have classes of these
names too, so a class counts only with evidence: a hook, valves, an injected parameter, a header.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.definitions import EMPTY_BASES
from owui_lint.analysis.syntax.scopes import last_name
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.header.model import Header
    from owui_lint.host import Host

LOADING_ORDER = (
    Kind.PIPE,
    Kind.FILTER,
    Kind.ACTION,
    Kind.EVENT,
    Kind.TOOLS,
    Kind.PIPELINE,
    Kind.FUNCTION,
)
"""Function kinds as the loader looks for them, then the kinds that are loaded by other means."""

_EMPTY_BASES = frozenset(name.split(".")[-1] for name in EMPTY_BASES)


@dataclass(frozen=True)
class Detection:
    """What the file is taken for.

    Attributes:
        kind: None where the file holds no component
        main: the component's class; None where it is imported or made by a call
        bindings: every kind whose class name the module binds, with the binding in force
        classes: the kinds for which a class of this file was found
    """

    kind: Kind | None
    main: ClassModel | None
    bindings: dict[Kind, Binding]
    classes: dict[Kind, ClassModel]


def detect(file: PythonFile, header: Header | None, host: Host, forced: Kind | None) -> Detection:
    """Find the component's class. With `forced`, the file is of that kind whatever it looks like."""
    module = file.module
    bindings = {
        kind: module.bindings[kind.class_name][-1]
        for kind in LOADING_ORDER
        if kind.class_name in module.bindings
        and module.bindings[kind.class_name][-1].how != "delete"
    }
    classes: dict[Kind, ClassModel] = {}
    for kind, binding in bindings.items():
        model = file.class_of_binding(binding, module)
        if (
            model is None
        ):  # an import or call may hide a class of the same name: then that is the one meant
            earlier = [file.class_of_binding(b, module) for b in module.bindings[kind.class_name]]
            model = next((m for m in reversed(earlier) if m is not None), None)
        if model is not None:
            classes[kind] = model
    if forced is not None:
        return Detection(
            forced, classes.get(forced) or _any_class(file, host, forced), bindings, classes
        )
    has_header = header is not None and header.has_known_key
    for kind, model in classes.items():
        if is_meant(host, kind, model):
            return Detection(kind, model, bindings, classes)
    if has_header:
        for kind, binding in bindings.items():
            if kind in classes or _is_opaque(file, binding):
                return Detection(kind, classes.get(kind), bindings, classes)
    return Detection(None, None, bindings, classes)


def _any_class(file: PythonFile, host: Host, kind: Kind) -> ClassModel | None:
    top_level = [model for model in file.classes if model.is_top_level]
    hooks = set(host.entry_points(kind)) | host.traits()
    with_hook = [model for model in top_level if hooks & set(model.member_names())]
    return next(iter(with_hook), top_level[0] if len(top_level) == 1 else None)


def is_meant(host: Host, kind: Kind, model: ClassModel) -> bool:
    """Whether a class of the right name shows that it is meant as a component."""
    names = set(model.member_names())
    if names & (set(host.entry_points(kind)) | host.traits()) or "valves" in model.stored:
        return True
    if kind is Kind.TOOLS and _shows_all_bases(model) and model.methods():
        return True
    injected = host.injected_names()
    return any(
        parameter.name in injected
        for _, method in model.methods()
        for parameter in method.parameters
    )


def _shows_all_bases(model: ClassModel) -> bool:
    """Whether every base is a class of the file, or one that brings no methods.

    By the name as written: what it is imported from needs the kind, which is what is being worked out.
    """
    return all(
        one.base_class(node) is not None or (last_name(node) or "") in _EMPTY_BASES
        for one in model.lineage
        for node in one.base_nodes
    )


def _is_opaque(file: PythonFile, binding: Binding) -> bool:
    """Whether the binding may well be the component although the file does not show its class."""
    # `file.imports` needs the kind, which is what is being worked out
    statement = file.parent(binding.node)
    is_absolute = isinstance(statement, cst.Import) or (
        isinstance(statement, cst.ImportFrom) and not statement.relative
    )
    return binding.how == "assign" or (binding.how == "import" and is_absolute)
