"""
title: Deaf Event
author: Jane Doe
version: 1.0.0
license: MIT
"""


class Event:
    async def event(self, event: dict) -> None:
        if event.get("name") == "function.saved":
            print("never printed")
