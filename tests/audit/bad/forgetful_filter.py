"""
title: Forgetful Filter
author: Jane Doe
version: 1.0.0
license: MIT
"""


class Filter:
    def inlet(self, body: dict) -> dict:
        if body.get("messages"):
            return body
