"""
title: Undocumented Tools
author: Jane Doe
version: 1.0.0
license: MIT
"""


class Tools:
    async def get_weather(self, city) -> str:
        return f"It rains in {city}."
