"""Asks the real Open WebUI, or the real Pipelines server, what it makes of a component.

Runs inside an environment made by `environment.sh`; needs nothing of the linter and nothing that
is not in that environment. `python -m tests.conformance.probe --help` from the repository.
"""
