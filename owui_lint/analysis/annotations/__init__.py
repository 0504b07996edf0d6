"""Reading type annotations."""
