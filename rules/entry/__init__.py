"""Entry points and injected parameters (3xx)."""
