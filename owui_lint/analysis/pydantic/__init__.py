"""Reading pydantic models, their fields and settings."""
