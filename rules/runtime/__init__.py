"""Running inside the host (7xx)."""
