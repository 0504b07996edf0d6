"""Open WebUI's Python API, by version (6xx)."""
