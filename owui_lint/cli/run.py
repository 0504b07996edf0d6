"""One run over many files: what `check` and `baseline` share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from owui_lint.cli import files, inputs, jobs
from owui_lint.cli.task import Task
from owui_lint.cli.usage import Diagnostics, UsageError, note
from owui_lint.documents import is_document
from owui_lint.outcome import Examined
from owui_lint.report import Report, Summary

if TYPE_CHECKING:
    from pathlib import Path

    from owui_lint.cache import Cache
    from owui_lint.cli.files import Input, Unit
    from owui_lint.config import Loader

_NAMES_SAID = 3
"""Named files that are not components, before only their number is said."""


@dataclass(frozen=True)
class RunOptions:
    """How the files are linted.

    Attributes:
        stdin_name: what standard input is called
        ignore_files: respect .gitignore
        jobs: a number of processes, or `auto`
        cache: where results are remembered
        mends: count what `fix` would mend
    """

    stdin_name: str = "stdin"
    ignore_files: bool = True
    jobs: str = "1"
    cache: Cache | None = None
    mends: bool = False

    @classmethod
    def taken(cls, options: dict[str, Any], *, mends: bool = False) -> RunOptions:
        """Return what a command's options say; they are taken out of `options`.

        Raises:
            UsageError: the number of processes is none
        """
        count = options.pop("jobs", None) or "auto"
        if count != "auto" and not (count.isdigit() and int(count) > 0):
            raise UsageError(f"Invalid `--jobs`: `{count}` is neither a number nor `auto`")
        folder, without = options.pop("cache_dir", None), options.pop("no_cache", False)
        return cls(
            stdin_name=options.pop("stdin_display_name"),
            ignore_files=not options.pop("no_ignore", False),
            jobs=count,
            cache=None if without else opened_cache(folder),
            mends=mends,
        )


def opened_cache(folder: str | None) -> Cache:
    """Return the cache of a folder, or the user's own."""
    from owui_lint.cache import Cache

    return Cache(folder)


class Run:
    """Finds, reads and lints files, and counts what they are."""

    def __init__(self, loader: Loader, options: RunOptions) -> None:
        """Take the configuration and how to lint."""
        self.loader = loader
        self.options = options
        self.diagnostics = Diagnostics()
        self.summary = Summary()
        self.total = 0
        self._others: list[str] = []
        self._targets: set[str] = set()

    def find(self, paths: tuple[str, ...]) -> inputs.Found:
        """Return the files that were asked for."""
        found = inputs.find(
            paths, self.loader, self.diagnostics, ignore_files=self.options.ignore_files
        )
        self.summary.excluded += found.excluded
        self.summary.others += found.notebooks
        self.total = len(found.paths)
        return found

    def reports(self, found: inputs.Found) -> Iterator[tuple[Report, Examined]]:
        """Yield what each file, or each component in it, came to; in order."""
        order: list[tuple[Input, Unit | None]] = []
        tasks = self._tasks(found, order)
        documents = sum(path is not None and is_document(path.name) for path in found.paths)
        # How many components a document holds is not known before it is read: it may be many.
        many = len(found.paths) + documents * jobs.WORTH_IT
        count = jobs.processes(self.options.jobs, many)
        taken = 0
        for examined in jobs.examined(tasks, count, self.options.cache):
            yield from self._without_components(order, taken, found)
            while order[taken][1] is None:
                taken += 1
            one, unit = order[taken]
            taken += 1
            assert unit is not None
            yield self._report(one, unit, examined, found), examined
        yield from self._without_components(order, taken, found)
        if self.options.cache is not None:
            self.options.cache.close()
        self._say_others()

    def _tasks(self, found: inputs.Found, order: list[tuple[Input, Unit | None]]) -> Iterator[Task]:
        for path in found.paths:
            try:
                one = files.read(path, self.options.stdin_name)
            except UsageError as error:
                self.diagnostics.say(error)
                continue
            configuration = self.loader.for_path(one.source.path)
            settings = configuration.settings_for(one.source.path)
            self._say_target(settings.target_version)
            if not one.units:
                order.append((one, None))
            for unit in one.units:
                order.append((one, unit))
                yield Task(unit.source, settings, configuration.noqa, self.options.mends)

    def _without_components(
        self, order: list[tuple[Input, Unit | None]], start: int, found: inputs.Found
    ) -> Iterator[tuple[Report, Examined]]:
        """Yield the documents without a component that come next."""
        from owui_lint.outcome import Outcome

        nothing = Examined(Outcome(), (0, 0))
        for one, unit in order[start:]:
            if unit is not None:
                return
            self._count_other(one.path, one.source.path, found)
            yield Report(one.source, (), path=one.source.path, is_component=False), nothing

    def _report(self, one: Input, unit: Unit, examined: Examined, found: inputs.Found) -> Report:
        outcome = examined.outcome
        # A block of Markdown without a component's class is an excerpt, whatever it lacks.
        excerpt = unit.part is not None and unit.part.entry is None and outcome.kind is None
        is_component = outcome.is_component and not excerpt
        if not is_component and not outcome.hidden and unit.part is None:
            self._count_other(one.path, one.source.path, found)
        return Report(
            unit.source,
            () if excerpt else outcome.findings,
            outcome.kind,
            outcome.title,
            one.source.path,
            unit.part,
            is_component,
            outcome.hidden,
        )

    def _count_other(self, path: Path | None, name: str, found: inputs.Found) -> None:
        if path in found.named:
            self._others.append(name)

    def _say_others(self) -> None:
        if len(self._others) <= _NAMES_SAID:
            for name in self._others:
                note(f"`{name}` is not an Open WebUI component")
        else:
            note(f"{len(self._others)} of the named files are not Open WebUI components")

    def _say_target(self, target: str | None) -> None:
        """Say once when a target release is outside of what is known."""
        if target is None or target in self._targets:
            return
        self._targets.add(target)
        from packaging.version import Version

        from owui_lint.host import Host

        releases = sorted(Host.releases(), key=Version)
        if Version(target) > Version(releases[-1]):
            note(
                f"Open WebUI {target} is newer than the facts ({releases[-1]}); what changed since "
                "is not reported"
            )
        elif Version(target) < Version(releases[0]):
            note(
                f"Open WebUI {target} is older than the facts ({releases[0]}); what differs before "
                "is not reported"
            )
