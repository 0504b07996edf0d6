"""7xx: what runs on the host's event loop, and what a request leaves behind."""
