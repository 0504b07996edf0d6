"""Whether the author has thought of that here: tests, handlers and the release they ask for."""

from owui_lint.analysis.guards.guards import Guards
from owui_lint.analysis.guards.handlers import (
    ANYTHING,
    IMPORT_ERRORS,
    catches_around,
    is_caught,
    is_read_alone,
    survives_import_error,
)
from owui_lint.analysis.guards.presence import asks_for_type, is_same
from owui_lint.analysis.guards.world import Nowhere, World

__all__ = [
    "ANYTHING",
    "IMPORT_ERRORS",
    "Guards",
    "Nowhere",
    "World",
    "asks_for_type",
    "catches_around",
    "is_caught",
    "is_read_alone",
    "is_same",
    "survives_import_error",
]
