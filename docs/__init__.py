"""Builds the website: `python -m docs`, or `make docs`."""
