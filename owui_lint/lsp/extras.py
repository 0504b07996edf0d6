"""What an extension shows beside the findings: requests that are ours and not the protocol's."""

from __future__ import annotations

import sys
from typing import Any

import owui_lint
from owui_lint import config
from owui_lint.host.availability import read_releases
from owui_lint.lsp.settings import Settings
from owui_lint.lsp.texts import path_of

STATUS = "owui-lint/status"
"""`{uri}` -> `{version, python, target, profile, minSeverity, releases, problem}`, for a status bar."""
DOCUMENTATION = "owui-lint/documentation"
"""`{code}` -> `{markdown}`: the page of a rule, in the words of the installed version."""


def status(settings: Settings, uri: str) -> dict[str, Any]:
    """Return what holds for a document: of the editor, the configuration files and the defaults.

    The values are None and `problem` is set where the configuration cannot be used.
    """
    known = [str(one) for one in read_releases()]
    answer: dict[str, Any] = {
        "version": owui_lint.__version__,
        "python": sys.executable,
        "releases": known,
        "target": None,
        "profile": None,
        "minSeverity": None,
        "problem": None,
    }
    path = path_of(uri)
    folder = settings.folder_of(path)
    config.forget()  # this process is not told of changed files in time, and they are small
    try:
        loader = config.Loader(settings.given(path), folder=folder)
        found = loader.for_path(path) if uri.startswith("file:") else loader.for_folder(folder)
    except config.ConfigError as error:
        answer["problem"] = str(error)
        return answer
    answer["target"] = str(found["target-version"] or known[-1])
    answer["profile"] = found["profile"].value
    answer["minSeverity"] = str(found["min-severity"])
    return answer
