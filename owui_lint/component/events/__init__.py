"""4xx: what is emitted, through which channel, under which guard, and what becomes of answers."""
