"""The host's Python API, by version (6xx)."""
