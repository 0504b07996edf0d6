"""7xx: what runs on Open WebUI's event loop, and what a request leaves behind."""
