"""6xx: calls of Open WebUI's own modules."""
