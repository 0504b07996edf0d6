"""What the model sees of a tool (5xx)."""
