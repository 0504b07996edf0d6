"""The file and its component (0xx)."""
