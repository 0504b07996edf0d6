"""Valves and UserValves (2xx)."""
