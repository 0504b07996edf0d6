"""Security (8xx)."""
