"""What the model is told of a tool: names, descriptions, JSON schemas (5xx)."""
