"""What a hook's arguments hold: keys of the body, contents of messages, functions that want a user."""

from __future__ import annotations

from enum import Enum

from owui_lint.host.availability import NEVER, Availability
from owui_lint.host.base import HostBase
from owui_lint.host.store import load
from owui_lint.kinds import Kind


class KeyState(Enum):
    """Whether a hook's body holds a key."""

    PRESENT = "present"
    SOMETIMES = "sometimes"
    GONE = "gone"
    UNKNOWN = "unknown"


class PayloadFacts(HostBase):
    """What Open WebUI hands to hooks, and what becomes of what they hand back."""

    def payload_key(self, kind: Kind, hook: str, key: str) -> KeyState:
        """Whether the body of a hook holds `key` in this release.

        `GONE`: never. `SOMETIMES`: only in some chats, or only when an API client sent it.
        """
        stored = load("kept/payload")["hooks"].get(kind.value, {}).get(hook)
        if stored is None:
            return KeyState.UNKNOWN
        if key in stored.get("present", ()):
            return KeyState.PRESENT
        gone = Availability.parse(stored["gone"].get(key, ""))
        taken = load("payload").get("taken", {})
        for step in stored["taken"]:
            gone = gone | Availability.parse(taken.get(step, {}).get(key, ""))
        if gone.at(self.version):
            return KeyState.GONE
        if gone != NEVER and gone.at(self.version) is None:
            return KeyState.UNKNOWN
        return KeyState.SOMETIMES if key in stored["sometimes"] else KeyState.UNKNOWN

    @staticmethod
    def injected_instead(key: str) -> str | None:
        """The injected parameter that says what `body[key]` would: `__chat_id__` for `chat_id`."""
        name: str | None = load("kept/payload")["injected"].get(key)
        return name

    @staticmethod
    def is_in_metadata(key: str) -> bool:
        """Whether the metadata of every chat holds the key."""
        return key in load("kept/payload")["in_metadata"]

    def may_hold_content_list(self, kind: Kind, hook: str) -> bool:
        """Whether the content of a person's message can be a list of parts in this hook."""
        if hook not in load("kept/payload")["content_list"].get(kind.value, ()):
            return False
        return hook != "outlet" or self._has("content_list_in_outlet")

    @property
    def sends_output(self) -> bool:
        """Whether the model is sent the `output` of an earlier answer, not its `content`."""
        return self._has("output_sent")

    @property
    def draws_output(self) -> bool:
        """Whether the page draws the `output` of an answer, not its `content`."""
        return self._has("output_drawn")

    @property
    def ignores_returned_content(self) -> bool:
        """Whether the page keeps drawing the old `output` where an action returns new `content`."""
        return self._has("returned_content_ignored")

    def wants_user(self, module: str, function: str) -> bool:
        """Whether a function of Open WebUI reads attributes of its parameter `user`."""
        at = load("users").get("wanted", {}).get(module, {}).get(function)
        return at is not None and Availability.parse(at).at(self.version) is True

    @property
    def makes_id_of_title(self) -> bool:
        """Whether the editor makes the id of a new function or tool of the header's `title`."""
        return self._has("title_to_id")

    @property
    def user_has_many_keys(self) -> bool:
        """Whether `__user__` holds every field of the stored user, not four of them."""
        return any(
            count > 4 and Availability.parse(at).at(self.version)
            for at, count in load("kept/payload")["user_keys"].items()
        )

    def function_calling_is(self, what: str) -> bool:
        """Whether `top`, `params` or `default_dead` holds: see `function_calling` in the data."""
        return bool(
            Availability.parse(load("kept/payload")["function_calling"][what]).at(self.version)
        )

    def draws_inline_html(self, kind: Kind) -> bool:
        """Whether an `HTMLResponse` of this kind is drawn when it says that it is inline."""
        at = load("kept/payload")["html_inline"].get(kind.value, "")
        return bool(Availability.parse(at).at(self.version))

    def _has(self, name: str) -> bool:
        return bool(Availability.parse(load("kept/payload")[name]).at(self.version))
