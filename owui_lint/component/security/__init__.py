"""8xx: secrets, and where they go."""
