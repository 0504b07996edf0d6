"""
title: Open Secret Filter
author: Jane Doe
version: 1.0.0
license: MIT
"""

from pydantic import BaseModel, Field


class Filter:
    class Valves(BaseModel):
        api_key: str = Field(default="", description="Key of the service")

    def __init__(self) -> None:
        self.valves = self.Valves()

    def inlet(self, body: dict) -> dict:
        return body
