"""5xx: what the model sees of a tool."""
