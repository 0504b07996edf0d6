"""What linting costs: `python -m tests.bench`."""
