"""1xx: the metadata header, and which distribution an import belongs to."""
