"""What Python code means: names, values, control flow. Knows nothing of Open WebUI."""
