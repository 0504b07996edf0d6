"""Runs real editors against the real server: `make test-editors`. Not collected by pytest, as it is heavy."""
