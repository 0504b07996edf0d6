"""What `Host` answers with: small frozen values, one per kind of fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from owui_lint.host.availability import Availability


@dataclass(frozen=True, slots=True)
class Injection:
    """A parameter Open WebUI passes to an entry point when its signature names it.

    `always` is false where only some call sites of Open WebUI pass it (`__body__` of `stream`), and
    `may_be_none` is true where the value can be None although it is passed; both speak for the
    release that was asked for.
    """

    name: str
    availability: Availability
    always: bool
    may_be_none: bool


@dataclass(frozen=True, slots=True)
class InjectionSpans:
    """In which releases a parameter is passed, passed in every call, and None although passed."""

    passed: Availability
    always: Availability
    may_be_none: Availability


@dataclass(frozen=True, slots=True)
class EntryPointFacts:
    """How Open WebUI calls one hook.

    `payload` is the parameter that is passed without looking at the signature (`body`, `event`),
    `positional` are the names of what is passed by position, `required` what is passed by keyword
    in every call. `kwargs` tells whether `**kwargs` receives the injected parameters. `awaited`:
    `"always"` (a plain function fails), `"never"` (a coroutine is lost) or `"either"`.
    `results` names what the hook may return; `generator` whether it may be a generator.
    `without_chat` tells on which occasion there is no chat, and so no emitter; None where there is none.
    """

    name: str
    availability: Availability
    payload: str | None
    positional: tuple[str, ...]
    required: tuple[str, ...]
    kwargs: bool
    awaited: str
    generator: bool
    results: tuple[str, ...]
    without_chat: str | None

    @property
    def shows_result(self) -> bool:
        """Whether what the hook returns is shown in the chat, or told to the model."""
        return "str" in self.results or "dict" in self.results


@dataclass(frozen=True, slots=True)
class EventField:
    """One key of an event's `data` that the page reads.

    `types` are JSON types (`string`, `boolean`, `number`, `array`, `object`; empty: any). Without a
    `needed` key the event shows nothing useful, `unless` the data has one of these other keys.
    `items` describes the elements of an array, or the
    keys of an object. `values` lists the strings that mean something; others fall back.
    `availability` are the releases whose handler of the type reads the key; None where that is done
    elsewhere in the page.
    """

    types: tuple[str, ...] = ()
    needed: bool = False
    unless: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    keys: Mapping[str, EventField] | None = None
    values: tuple[str, ...] = ()
    availability: Availability | None = None


@dataclass(frozen=True, slots=True)
class EventType:
    """A type that the page handles when it arrives as `{"type": …, "data": …}`.

    `data` is the JSON type of the data (`object`, `string`; `any` where it is not looked at).
    `channels` holds `emitter` and `call`: where the type does what it is for. A `call` of any other
    type is never answered. `persisted` tells when the server stores what the type carries, None if
    it never does; `alias_of` names the type with the same effect that is stored. `internal` types
    are Open WebUI's own: a component has no use for them. A `prefix` stands for all types that begin
    with its name (`terminal:`).
    """

    name: str
    availability: Availability
    channels: frozenset[str]
    data: str
    fields: Mapping[str, EventField]
    persisted: Availability | None
    alias_of: str | None
    internal: bool
    prefix: bool


@dataclass(frozen=True, slots=True)
class HeaderKey:
    """A key of the header: who reads it and what for, and since when."""

    name: str
    readers: tuple[str, ...]
    purpose: str
    availability: Availability
    template: bool
    kind: str

    @property
    def is_expected(self) -> bool:
        """Whether somebody reads it, or the templates have it: other keys are only known."""
        return self.template or bool(self.readers)


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a function of Open WebUI, `self` and `cls` left out."""

    positional: tuple[str, ...]
    required: frozenset[str]
    keyword_only: tuple[str, ...]
    star: bool
    double_star: bool
    positional_only: int

    def accepts(self, positional: int, keywords: frozenset[str]) -> bool:
        """Whether a call with so many positional arguments and these keywords binds."""
        if positional > len(self.positional) and not self.star:
            return False
        filled = set(self.positional[:positional])
        by_name = set(self.positional[self.positional_only :]) | set(self.keyword_only)
        if keywords & filled or (keywords - by_name and not self.double_star):
            return False
        return self.required <= filled | keywords


@dataclass(frozen=True, slots=True)
class Member:
    """A name of a module of Open WebUI, or a method of one of its objects.

    `kind` is `function`, `class`, `object` (any other value), `setting` (a value that some releases
    wrap, as `NAME.value`), `import` (something that is no module of Open WebUI) or `module`; that of
    the newest release, where it changed. `coroutine` tells in which releases calling it gives a
    coroutine, None where nobody can say. `signatures` are those that differ, with the releases of
    each. `wrapped` are the releases in which a setting is wrapped.
    """

    name: str
    availability: Availability
    kind: str
    coroutine: Availability | None = None
    signatures: tuple[tuple[Availability, Signature], ...] = ()
    wrapped: Availability | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Where a module, a name or a method went: the first release without the old one, and the new.

    `module` is None where there is no successor; `name` is None where the name stayed the same.
    `is_same` is false where the successor does the same work and is called in another way.
    """

    since: str
    module: str | None
    name: str | None
    note: str
    is_same: bool = True


@dataclass(frozen=True, slots=True)
class OutdatedFormat:
    """Text that Open WebUI once wrote and that components look for: `match` is how they compare."""

    text: str
    match: str
    successor: str
    availability: Availability
    note: str
