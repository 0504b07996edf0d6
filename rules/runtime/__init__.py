"""Running inside Open WebUI (7xx)."""
