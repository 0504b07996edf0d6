"""Emitting events (4xx)."""
