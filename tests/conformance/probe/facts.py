"""What the probe says of one component: plain JSON, stable from run to run."""

from __future__ import annotations

import contextlib
import functools
import inspect
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Entry:
    """One entry point or tool as the host calls it.

    `passed`, `default` and `missing` hold the parameters the host passes by name, those it leaves
    at their default, and those it leaves without a value. `passed` is None if it never called.
    """

    declared: list[str] = field(default_factory=list)
    passed: list[str] | None = None
    default: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    error: str | None = None
    elsewhere: str | None = None
    """What another place of the host that calls it runs into."""
    awaited: bool = True
    result: str | None = None
    """Type of what the entry point gave back."""
    shown: str | None = None
    """What of it reaches the reader, where the host says so."""


@dataclass
class Facts:
    """The whole verdict on one component; `error` is why it does not load."""

    loads: bool = False
    kind: str | None = None
    error: str | None = None
    header: dict[str, str] = field(default_factory=dict)
    requirements: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    """Component and settings classes that the file itself defines at module level."""
    valves: dict[str, Any] | None = None
    user_valves: dict[str, Any] | None = None
    listed: list[str] | None = None
    """Models, action buttons or pipelines that the component puts into the host's lists."""
    list_error: str | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    specs: list[dict[str, Any]] | None = None
    stray: list[str] = field(default_factory=list)
    """Tools that are no methods of the class, or stand under another name there."""

    def as_json(self) -> dict[str, Any]:
        """Return the facts without what is empty, so that stored verdicts stay readable."""
        found = {name: value for name, value in asdict(self).items() if value not in (None, [], {})}
        for entry in found.get("entries", {}).values():
            for name, value in list(entry.items()):
                if value in (None, [], {}) and name != "passed":
                    del entry[name]
        return found


_UNSTABLE = (
    (re.compile(r"_[0-9a-f]{32}\b"), "_ID"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0xADDRESS"),
    (re.compile(r"/tmp/\w+"), "/tmp/FILE"),
    (re.compile(r"[^\s'\"]*/site-packages/"), ""),
    (re.compile(r"\b\d{10,}\b"), "TIME"),
)


def said(error: BaseException | str) -> str:
    """Return an error as one short line that is the same in every run."""
    text = error
    if isinstance(error, BaseException):
        text = f"{type(error).__name__}: {getattr(error, 'detail', None) or error}"
    lines = [line.strip() for line in str(text).splitlines()]
    text = " | ".join(line for line in lines if line and "errors.pydantic.dev" not in line)
    for pattern, replacement in _UNSTABLE:
        text = pattern.sub(replacement, text)
    return text[:300]


STARS = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}


class Spy:
    """Stands before an entry point: notes the arguments, calls it, notes what comes back.

    It is a coroutine function exactly if the entry point is one, because the host asks.
    """

    def __init__(self, entry: Callable[..., Any]) -> None:
        self.entry = entry
        self.passed: list[str] | None = None
        self.error: BaseException | None = None
        self.result: Any = None
        self.given = False
        """Whether the call came to an end without raising."""

    def stand_in(self) -> Callable[..., Any]:
        """Return what to put in the place of the entry point."""
        if inspect.iscoroutinefunction(self.entry):

            async def awaited(*args: Any, **kwargs: Any) -> Any:
                with self._watching(args, kwargs):
                    self.result = await self.entry(*args, **kwargs)
                return self.result

            return functools.update_wrapper(awaited, self.entry)

        def called(*args: Any, **kwargs: Any) -> Any:
            with self._watching(args, kwargs):
                self.result = self.entry(*args, **kwargs)
            return self.result

        return functools.update_wrapper(called, self.entry)

    @contextlib.contextmanager
    def _watching(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[None]:
        """Note what is passed, and what the call raises or that it came to its end."""
        names: list[str] = []
        with contextlib.suppress(TypeError, ValueError):
            names = list(inspect.signature(self.entry).parameters)[: len(args)]
        self.passed = sorted(names) + sorted(kwargs)
        try:
            yield
        except BaseException as error:
            self.error = error
            raise
        self.given = True

    def report(self, error: BaseException | str | None = None, shown: str | None = None) -> Entry:
        """Return the entry's facts; `error` is what the host itself said, if anything."""
        entry = Entry(passed=self.passed, shown=shown)
        try:
            parameters = inspect.signature(self.entry).parameters.values()
        except (TypeError, ValueError) as unreadable:
            entry.error = said(unreadable)
            return entry
        for parameter in parameters:
            stars = STARS.get(parameter.kind.name, "")
            entry.declared.append(stars + parameter.name)
            if not stars and parameter.name not in (self.passed or ()):
                bare = parameter.default is parameter.empty
                (entry.missing if bare else entry.default).append(parameter.name)
        failure = self.error or error
        entry.error = said(failure) if failure is not None else None
        if self.passed is None and failure is None and inspect.iscoroutinefunction(self.entry):
            entry.awaited = False
        if self.given:
            entry.result = type(self.result).__name__
            if inspect.iscoroutine(self.result):
                entry.awaited = inspect.getcoroutinestate(self.result) != inspect.CORO_CREATED
                self.result.close()
        return entry


class Log(logging.Handler):
    """Collects the exceptions that a module of the host logs instead of raising them."""

    def __init__(self, name: str) -> None:
        super().__init__(logging.ERROR)
        self.logger = logging.getLogger(name)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what was being handled when the host logged."""
        error = record.exc_info[1] if record.exc_info else None
        self.errors.append(said(error) if error else said(record.getMessage()))

    def first(self) -> str | None:
        """Return the first of them."""
        return self.errors[0] if self.errors else None

    def __enter__(self) -> Log:
        self.logger.setLevel(logging.ERROR)
        self.logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self.logger.removeHandler(self)
