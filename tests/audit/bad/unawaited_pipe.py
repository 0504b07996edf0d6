"""
title: Unawaited Pipe
author: Jane Doe
version: 1.0.0
license: MIT
"""

from open_webui.models.users import Users


class Pipe:
    async def pipe(self, body: dict, __user__: dict) -> str:
        user = Users.get_user_by_id(__user__["id"])
        return f"Hello, {user.name}"
