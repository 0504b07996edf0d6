"""What Open WebUI hands a hook: the body and its messages, the user, the metadata (OWU324 to OWU330, OWU613)."""
