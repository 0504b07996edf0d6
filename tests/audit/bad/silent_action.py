"""
title: Silent Action
author: Jane Doe
version: 1.0.0
license: MIT
"""


class Action:
    async def action(self, body: dict, __event_emitter__=None) -> None:
        if __event_emitter__:
            __event_emitter__({"type": "status", "data": {"description": "Done", "done": True}})
