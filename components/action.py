"""
title: Redact Message Action
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: A button that replaces addresses, numbers and keys in a message by placeholders.
version: 1.0.0
license: MIT
required_open_webui_version: 0.6.16
"""

import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' fill='none' viewBox='0 0 24 24' stroke-width='2' "
    "stroke='currentColor'><path d='M3 6h7M14 6h7M3 18h4M11 18h10'/>"
    "<path stroke-width='5' d='M3 12h18'/></svg>"
)

# Each pattern starts at a boundary and is bounded in length: a long hostile text stays cheap.
KEY = re.compile(
    r"(?<![\w-])(?:sk-[\w-]{20,200}|gh[pousr]_\w{30,255}|AKIA[0-9A-Z]{16}|AIza[\w-]{35}"
    r"|xox[abeoprs]-[\w-]{10,200})(?![\w-])"
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?<![.-])")
CARD = re.compile(
    r"(?<![\d.-])(?:(?:\d{4}[ -]?){3}\d{1,7}|\d{4}[ -]?\d{6}[ -]?\d{4,5})(?![\d-]|\.\d)"
)
IP_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)")
PHONE = re.compile(
    r"(?<![\w.,-])(?:\+\d[\d ()/-]{6,18}\d|\(?0\d[\d ()/-]{5,16}\d"
    r"|\(?\d{3}\)?[ -]\d{3}[ -]\d{4})(?![\w-])"
)


class Action:
    """A button that redacts the message below which it stands, after asking."""

    class Valves(BaseModel):
        """What an administrator can set."""

        priority: int = Field(default=0, description="Place among the buttons; lower stands first.")
        CONFIRMATION_REQUIRED: bool = Field(
            default=True, description="Ask before a message is changed."
        )
        KEYS: bool = Field(default=True, description="Redact keys of well-known services.")
        EMAIL_ADDRESSES: bool = Field(default=True, description="Redact e-mail addresses.")
        CARD_NUMBERS: bool = Field(default=True, description="Redact payment card numbers.")
        IP_ADDRESSES: bool = Field(default=True, description="Redact IPv4 addresses.")
        PHONE_NUMBERS: bool = Field(default=True, description="Redact telephone numbers.")

    class UserValves(BaseModel):
        """What each person can set."""

        NAME_THE_KIND: bool = Field(
            default=True, description="Write [e-mail] instead of [redacted], and so on."
        )

    def __init__(self) -> None:
        """Start with the default settings and give the button its icon."""
        self.valves = self.Valves()
        self.icon = f"data:image/svg+xml,{quote(ICON)}"

    async def action(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Callable[[dict[str, Any]], Awaitable[None]] | None = None,
        __event_call__: Callable[[dict[str, Any]], Awaitable[Any]] | None = None,
    ) -> dict[str, Any] | None:
        """Redact the message the button belongs to.

        Args:
            body: The chat as the browser sees it: `messages`, and the message's `id`.
            __user__: The person who pressed the button, with their UserValves.
            __event_emitter__: Sends notifications to the browser.
            __event_call__: Asks the browser for the confirmation.

        Returns:
            The changed message for the browser to show and save, or None when nothing changed.
        """
        valves = self.valves
        user_valves = (__user__ or {}).get("valves") or self.UserValves()
        try:
            message = pressed_message(body)
            text, found = redact(str(message.get("content") or ""), valves, user_valves)
            if not found:
                await notify(__event_emitter__, "info", "There is nothing to redact here.")
                return None
            if valves.CONFIRMATION_REQUIRED and not await confirmed(__event_call__, found):
                await notify(__event_emitter__, "info", "The message was left as it is.")
                return None
        except Exception:
            log.exception("Redacting a message failed")
            await notify(__event_emitter__, "error", "The message could not be redacted.")
            return None
        await notify(__event_emitter__, "success", f"Redacted {summary(found)}.")
        # Without its own `originalContent` the browser would keep the unredacted text under it.
        return {"messages": [{"id": message["id"], "content": text, "originalContent": text}]}


async def confirmed(
    event_call: Callable[[dict[str, Any]], Awaitable[Any]] | None, found: Counter[str]
) -> bool:
    """Ask whether to go on; a closed browser, a timeout or no browser at all means no."""
    if event_call is None:
        return False
    try:
        answer = await event_call(
            {
                "type": "confirmation",
                "data": {
                    "title": "Redact this message?",
                    "message": f"This replaces {summary(found)}. It cannot be undone.",
                },
            }
        )
    except Exception:  # releases up to 0.11.0 raise when the browser does not answer in time
        log.warning("The confirmation was not answered", exc_info=True)
        return False
    # A browser that has gone answers {"error": …}, which is true in an `if`.
    return answer is True


async def notify(
    event_emitter: Callable[[dict[str, Any]], Awaitable[None]] | None, kind: str, content: str
) -> None:
    """Show a notification, if there is a browser to show it."""
    if event_emitter is not None:
        await event_emitter({"type": "notification", "data": {"type": kind, "content": content}})


def pressed_message(body: dict[str, Any]) -> dict[str, Any]:
    """Return the message whose button was pressed.

    Raises:
        LookupError: The body holds no such message.
    """
    for message in body.get("messages") or []:
        if message.get("id") == body.get("id"):
            return dict(message)
    raise LookupError("The message is not part of the chat")


def redact(
    text: str, valves: Action.Valves, user_valves: Action.UserValves
) -> tuple[str, Counter[str]]:
    """Return the text with placeholders, and how often each kind was found."""
    rules = [
        (valves.KEYS, KEY, "key", None),
        (valves.EMAIL_ADDRESSES, EMAIL, "e-mail", None),
        (valves.CARD_NUMBERS, CARD, "card number", is_card),
        (valves.IP_ADDRESSES, IP_ADDRESS, "IP address", is_ip_address),
        (valves.PHONE_NUMBERS, PHONE, "phone number", None),
    ]
    found: Counter[str] = Counter()
    for wanted, pattern, kind, check in rules:
        if not wanted:
            continue
        parts, end = [], 0
        for match in pattern.finditer(text):
            if check is not None and not check(match[0]):
                continue
            found[kind] += 1
            parts += [text[end : match.start()], placeholder(kind, user_valves)]
            end = match.end()
        text = "".join([*parts, text[end:]])
    return text, found


def placeholder(kind: str, user_valves: Action.UserValves) -> str:
    """Return what stands in the text instead of something found."""
    return f"[{kind}]" if user_valves.NAME_THE_KIND else "[redacted]"


def summary(found: Counter[str]) -> str:
    """Say what was found, such as `2 e-mails and 1 key`."""
    plural = {"IP address": "IP addresses"}
    parts = [f"{n} {kind if n == 1 else plural.get(kind, kind + 's')}" for kind, n in found.items()]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def is_card(text: str) -> bool:
    """Tell a card number from any other long number by its check digit (Luhn)."""
    digits = [int(c) for c in reversed(text) if c.isdigit()]
    doubled = [d * 2 - 9 * (d > 4) for d in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_ip_address(text: str) -> bool:
    """Tell an address from a version number with parts above 255."""
    return all(int(part) < 256 for part in text.split("."))
