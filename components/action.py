"""
title: Redact Message Action
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: A button that replaces addresses, numbers and keys in a message by placeholders.
version: 1.0.0
license: MIT
required_open_webui_version: 0.9.0
"""

import ipaddress
import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from open_webui.models.chats import Chats
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' fill='none' viewBox='0 0 24 24' stroke-width='2' "
    "stroke='currentColor'><path d='M3 6h7M14 6h7M3 18h4M11 18h10'/>"
    "<path stroke-width='5' d='M3 12h18'/></svg>"
)

# Each pattern starts at a boundary, so that a long hostile text stays cheap.
KEY = re.compile(
    r"(?<![\w-])(?:sk-[\w-]{20,}|gh[pousr]_\w{30,}|github_pat_\w{20,}|A[KS]IA[0-9A-Z]{16}"
    r"|AIza[\w-]{35}|xox[abeoprs]-[\w-]{10,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+)(?![\w-])"
)
# What stands before a `:` and a path is the address of a repository.
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?<![.-])(?![\w.-]{0,64}:[\w/~])"
)
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?!\w)")
CARD = re.compile(
    r"(?<![\d.-])(?:(?:\d{4}[ -]?){3}\d{1,7}|\d{4}[ -]?\d{6}[ -]?\d{4,5})(?![\d-]|\.\d)"
)
IP_ADDRESS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)"
    r"|(?<![\w.:])[\da-fA-F]{4}(?::[\da-fA-F]{0,4}){2,7}(?![\w:])"
)
DATE = r"\d{1,2}[/-](?:\d{1,2}[/-])?\d{2,4}(?![/-]?\d)"
PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+\d{1,3}(?:\.\d{2,4}){2,5}|\+\d[\d ()/-]{6,18}\d"
    rf"|(?!{DATE})(?:\(|(?<!\d ))0\d[\d ()/-]{{5,16}}\d"
    r"|\(?\d{3}\)?[ -]\d{3}[ -]\d{4})(?![\w-])"
)
FILE = re.compile(r"data:[\w.+/-]*;base64,[\w+/=-]*")

BESIDES = ("output", "sources", "statusHistory")
"""What a message holds beside its text: thoughts and tools' calls and results, sources, progress."""
SHOWN = 5  # findings in the confirmation


class Action:
    """A button that redacts the message below which it stands, after asking."""

    class Valves(BaseModel):
        """What an administrator can set."""

        priority: int = Field(default=0, description="Place among the buttons; lower stands first.")
        CONFIRMATION_REQUIRED: bool = Field(
            default=True, description="Ask before a message is changed."
        )
        KEYS: bool = Field(
            default=True,
            description="Redact keys: sk-…, GitHub, AWS key ids, Google, Slack, JSON Web Tokens.",
        )
        EMAIL_ADDRESSES: bool = Field(default=True, description="Redact e-mail addresses.")
        CARD_NUMBERS: bool = Field(default=True, description="Redact payment card numbers.")
        BANK_ACCOUNTS: bool = Field(default=True, description="Redact bank account numbers (IBAN).")
        IP_ADDRESSES: bool = Field(default=True, description="Redact IP addresses.")
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
            __user__: The person who pressed the button, with their id and UserValves.
            __event_emitter__: Sends notifications to the browser.
            __event_call__: Asks the browser for the confirmation.

        Returns:
            The changed message for the browser to show and save, or None when nothing changed.
        """
        valves = self.valves
        user_valves = (__user__ or {}).get("valves") or self.UserValves()
        try:
            message = await pressed_message(body, str((__user__ or {}).get("id") or ""))
            redaction = Redaction(valves, user_valves)
            text = redaction.apply(message.get("content") or "")
            others = {k: redaction.apply(message[k]) for k in BESIDES if message.get(k)}
            if not redaction.found:
                await notify(__event_emitter__, "info", "There is nothing to redact here.")
                return None
            if valves.CONFIRMATION_REQUIRED and not await confirmed(__event_call__, redaction):
                await notify(__event_emitter__, "info", "The message was left as it is.")
                return None
        except Exception:
            log.exception("Redacting a message failed")
            await notify(__event_emitter__, "error", "The message could not be redacted.")
            return None
        # The browser changes and saves the message, when it has this answer.
        await notify(__event_emitter__, "info", f"Redacting {redaction.summary()}.")
        # Without its own `originalContent` the browser would keep the unredacted text under it.
        changed = {"id": message["id"], "content": text, "originalContent": text, **others}
        return {"messages": [changed]}


async def confirmed(
    event_call: Callable[[dict[str, Any]], Awaitable[Any]] | None, redaction: "Redaction"
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
                    "message": f"This replaces {redaction.summary()}: {redaction.examples()}. "
                    "It cannot be undone.",
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


async def pressed_message(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Return the message whose button was pressed, with what only the server knows of it.

    Raises:
        LookupError: The body holds no such message.
    """
    for message in body.get("messages") or []:
        if message.get("id") == body.get("id"):
            return {**await stored_message(body, user_id), **message}
    raise LookupError("The message is not part of the chat")


async def stored_message(body: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Return the message as the server keeps it; empty for a temporary chat, which it does not.

    The browser names the chat: it has to be the person's own, or they could read any other.
    """
    chat_id = str(body.get("chat_id") or "")
    if not await Chats.get_chat_by_id_and_user_id(chat_id, user_id):
        return {}
    return await Chats.get_message_by_id_and_message_id(chat_id, str(body["id"])) or {}


class Redaction:
    """One press of the button: replaces what is wanted, and remembers what it found."""

    def __init__(self, valves: Action.Valves, user_valves: Action.UserValves) -> None:
        """Start with nothing found."""
        self.named = user_valves.NAME_THE_KIND
        self.found: dict[str, dict[str, None]] = {}  # kind → what was found, each once, in order
        rules = [
            (valves.KEYS, "key", KEY, None),
            (valves.EMAIL_ADDRESSES, "e-mail", EMAIL, None),
            (valves.BANK_ACCOUNTS, "bank account", IBAN, is_iban),
            (valves.CARD_NUMBERS, "card number", CARD, is_card),
            (valves.IP_ADDRESSES, "IP address", IP_ADDRESS, is_ip_address),
            (valves.PHONE_NUMBERS, "phone number", PHONE, None),
        ]
        self.rules = [rule[1:] for rule in rules if rule[0]]

    def apply(self, value: Any) -> Any:
        """Return a copy of a text, or of lists and dicts of texts, with placeholders."""
        if isinstance(value, dict):
            return {key: self.apply(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.apply(part) for part in value]
        if not isinstance(value, str) or FILE.fullmatch(value):
            return value
        for kind, pattern, check in self.rules:
            value = pattern.sub(partial(self._placeholder, kind, check), value)
        return value

    def _placeholder(self, kind: str, check: Any, match: re.Match[str]) -> str:
        if check is not None and not check(match[0]):
            return match[0]
        self.found.setdefault(kind, {})[match[0]] = None
        return f"[{kind}]" if self.named else "[redacted]"

    def summary(self) -> str:
        """Say what was found, such as `2 e-mails and 1 key`."""
        plural = {"IP address": "IP addresses"}
        counts = [(len(pieces), kind) for kind, pieces in self.found.items()]
        parts = [f"{n} {kind if n == 1 else plural.get(kind, kind + 's')}" for n, kind in counts]
        return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))

    def examples(self) -> str:
        """Name the first findings; the dialog shows Markdown, and none of them has a backtick."""
        pieces = [piece for found in self.found.values() for piece in found]
        more = f" and {len(pieces) - SHOWN} more" if len(pieces) > SHOWN else ""
        return ", ".join(f"`{piece[:40]}`" for piece in pieces[:SHOWN]) + more


def is_iban(text: str) -> bool:
    """Tell an account number from any other code by its check digits."""
    turned = f"{text[4:]}{text[:4]}".replace(" ", "")
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def is_card(text: str) -> bool:
    """Tell a card number from any other long number by its check digit (Luhn)."""
    digits = [int(c) for c in reversed(text) if c.isdigit()]
    doubled = [d * 2 - 9 * (d > 4) for d in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def is_ip_address(text: str) -> bool:
    """Tell an address from a version number with parts above 255, and the like."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
