"""What runs, how a function ends, and what a test tells."""
