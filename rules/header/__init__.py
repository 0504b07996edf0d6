"""The metadata header (1xx)."""
