"""What an editor can do: the few of its capabilities that the answers depend on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lsprotocol import types


@dataclass(frozen=True)
class Client:
    """An editor; one that says nothing of itself can do what the protocol asks of all.

    Attributes:
        pulls: asks for findings itself
        refreshes: asks anew when it is told to
        related: shows related places
        tags: how a finding may be drawn
        links: opens the page of a code
        literals: takes code actions; others take commands alone
        resolves: asks for the edits of the action that is chosen
        prefers: marks the action that is usually wanted
        versions: refuses edits of a text that it no longer has
        markdown: formats of hovers it renders, best first
        documentation: the same, of completions
        pages: opens a web page
        applies: applies edits that the server sends
        settings: answers what is set in it
        watches: tells of changed files when it is asked to
        tells: tells of changed settings when it is asked to
    """

    pulls: bool = False
    refreshes: bool = False
    related: bool = False
    tags: frozenset[types.DiagnosticTag] = frozenset()
    links: bool = False
    literals: bool = False
    resolves: bool = False
    prefers: bool = False
    versions: bool = False
    markdown: bool = False
    documentation: bool = False
    pages: bool = False
    applies: bool = False
    settings: bool = False
    watches: bool = False
    tells: bool = False

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> Client:
        """Return what an editor says of itself."""

        def has(path: str) -> Any:
            found: Any = capabilities
            for name in path.split("."):
                found = getattr(found, name, None)
            return found

        shown = ["text_document.publish_diagnostics", "text_document.diagnostic"]
        action = "text_document.code_action"
        return cls(
            pulls=has("text_document.diagnostic") is not None,
            refreshes=bool(has("workspace.diagnostics.refresh_support")),
            related=any(has(f"{one}.related_information") for one in shown),
            tags=frozenset(
                tag for one in shown for tag in has(f"{one}.tag_support.value_set") or ()
            ),
            links=any(has(f"{one}.code_description_support") for one in shown),
            literals=has(f"{action}.code_action_literal_support") is not None,
            resolves=bool(has(f"{action}.data_support"))
            and "edit" in (has(f"{action}.resolve_support.properties") or ()),
            prefers=bool(has(f"{action}.is_preferred_support")),
            versions=bool(has("workspace.workspace_edit.document_changes")),
            markdown=_prefers_markdown(has("text_document.hover.content_format")),
            documentation=_prefers_markdown(
                has("text_document.completion.completion_item.documentation_format")
            ),
            pages=bool(has("window.show_document.support")),
            applies=bool(has("workspace.apply_edit")),
            settings=bool(has("workspace.configuration")),
            watches=bool(has("workspace.did_change_watched_files.dynamic_registration")),
            tells=bool(has("workspace.did_change_configuration.dynamic_registration")),
        )


def _prefers_markdown(formats: Iterable[types.MarkupKind] | None) -> bool:
    """Check a list of formats; an editor without one is older than it, and rendered Markdown."""
    return formats is None or types.MarkupKind.Markdown in formats
