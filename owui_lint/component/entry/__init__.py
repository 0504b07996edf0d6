"""3xx: entry points, their parameters, and the lists they are entered in."""
