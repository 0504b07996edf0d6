"""2xx: `Valves` and `UserValves`, their fields, and what reads them."""
