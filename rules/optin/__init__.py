"""Opt-in rules (9xx)."""
