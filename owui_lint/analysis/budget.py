"""How far anything is followed: one budget for all questions.

A value is followed through names, attributes, helpers and their parameters until a question has looked at
`MOST_STEPS` places; whatever lies further off is not known, and rules stay silent about it. README,
"What it knows", says so to users.
"""

from __future__ import annotations

MOST_STEPS = 400
"""Expressions, names, parameters and calls that one question looks at, in whatever direction."""

MOST_NESTED = 50
"""Questions that wait for each other: the keys on the way to a value, say. Python's stack is small."""

MOST_LINKS = 8
"""Names, aliases and helpers in a row through which one expression, test or annotation is read."""
