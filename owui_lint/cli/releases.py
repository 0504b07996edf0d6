"""What commands say about the releases they are asked for."""

from __future__ import annotations

from owui_lint.cli.usage import UsageError, note


def note_unknown(release: str) -> None:
    """Say that a release is newer than the facts.

    Raises:
        UsageError: it is not a version
    """
    from packaging.version import InvalidVersion, Version

    from owui_lint.host import Host

    try:
        is_newer = Version(release) > Version(Host.latest())
    except InvalidVersion:
        raise UsageError(
            f"`{release}` is not a release of Open WebUI, such as {Host.latest()}"
        ) from None
    if is_newer:
        note(
            f"{release} is newer than {Host.latest()}, the newest release that is known; using that"
        )
