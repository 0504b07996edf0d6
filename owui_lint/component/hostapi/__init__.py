"""6xx: calls of the host's own modules."""
