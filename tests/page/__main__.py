"""Use the reference components on the page of a full Open WebUI, and take the pictures of README.

    python -m tests.page OPEN_WEBUI_PYTHON [ACT …]

The interpreter is one of an environment that has Open WebUI; the acts are functions of this module.

Starts Open WebUI on 127.0.0.1 with an empty database, a model of its own, and a headless Chromium
(`CHROMIUM`, else `chromium` of the path), which Playwright drives. Ends with 1 and a picture of the
page when something is not there that should be.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.page.servers import COMPONENTS, start

PICTURES = COMPONENTS / "pictures"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
BAD = '"""\ntitle: Greeter\nauthor: Ada\nversion: 0.1.0\nlicense: MIT\n"""\n\n\nclass Filter:\n'
BAD += "    def inlet(self, body: dict, __users__: dict) -> dict:\n        return body\n"


class OpenWebUI:
    """The server, and its interface for what is not the page's to show."""

    def __init__(self, python: str, place: str, upstream: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url, self.token, self.log = f"http://127.0.0.1:{port}", "", Path(place, "server.log")
        settings = {
            "DATA_DIR": place,
            "WEBUI_SECRET_KEY": "only-for-this-run",
            "OFFLINE_MODE": "true",
            "HF_HUB_OFFLINE": "1",
            "ENABLE_OLLAMA_API": "false",
            "OPENAI_API_BASE_URL": f"{upstream}/v1",
            "OPENAI_API_KEY": "none",
            "RAG_EMBEDDING_ENGINE": "openai",
            "ENABLE_PIP_INSTALL_FRONTMATTER_REQUIREMENTS": "false",
            "ENABLE_MEMORIES": "true",
            "DO_NOT_TRACK": "true",
        }
        command = [str(Path(python).with_name("open-webui")), "serve", "--host", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--port", str(port)],
            env={**os.environ, **settings},
            cwd=place,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
        )

    def ready(self) -> None:
        """Wait until it answers, and make the administrator's account."""
        deadline = time.monotonic() + 300
        while True:
            try:
                self.api("/api/version")
                break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit(self.log.read_text()[-3000:]) from None
                time.sleep(1)
        account = {"name": "Ada", "email": "ada@example.org", "password": "only-for-this-run"}
        self.token = self.api("/api/v1/auths/signup", account)["token"]

    def api(self, path: str, body: Any = None) -> Any:
        """Ask the server as the page does."""
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)


def install(page: Any, host: OpenWebUI, files: str, name: str, kind: str = "functions") -> str:
    """Install a component with the page's own “Import from URL”; return its id."""
    lists = {"functions": "/admin/functions", "tools": "/workspace/tools"}
    before = {item["id"] for item in host.api(f"/api/v1/{kind}/")}
    page.goto(host.url + lists[kind])
    page.get_by_label("Open create menu").click()
    page.get_by_text("Import from URL").click()
    page.locator("[role=dialog] input").first.fill(f"{files}/{name}")
    page.locator("[role=dialog] button[type=submit]").click()
    page.get_by_text("Save & Create").click()
    page.get_by_role("button", name="Confirm").click()
    for _ in range(60):
        if new := {item["id"] for item in host.api(f"/api/v1/{kind}/")} - before:
            print("installed", name, "as", *new)
            return str(new.pop())
        page.wait_for_timeout(250)
    raise AssertionError(f"{name} was not installed")


def send(page: Any, text: str) -> None:
    """Send a message in the chat."""
    page.locator("#chat-input").click()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def shoot(page: Any, name: str) -> None:
    """Take one of the pictures of README."""
    page.wait_for_timeout(700)
    page.screenshot(path=PICTURES / f"{name}.png")
    print("picture", name)


def memory(page: Any, host: OpenWebUI, installed: dict[str, str]) -> None:
    """Keep a message as a memory, through the dialog."""
    page.goto(f"{host.url}/?models=parrot")
    send(page, "I like tea")
    page.get_by_text("You said: I like tea").wait_for()
    page.get_by_label("Add to memories").last.click()
    page.get_by_text("Add to memories?").wait_for()
    shoot(page, "memory_dialog")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Added to your memories.").wait_for()
    shoot(page, "memory_toast")
    assert "You said: I like tea" in str(host.api("/api/v1/memories/"))


def redaction(page: Any, host: OpenWebUI, installed: dict[str, str]) -> None:
    """Redact a message; it stays redacted after a reload."""
    page.goto(f"{host.url}/?models=parrot")
    send(page, "Write to ada@lovelace.dev, IBAN DE89 3704 0044 0532 0130 00 TODAY")
    page.get_by_text("You said: Write to").wait_for()
    page.get_by_label("Redact this message").last.click()
    page.get_by_text("This cannot be undone").wait_for()
    shoot(page, "redact_dialog")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("You said: Write to [e-mail], IBAN [IBAN] TODAY").wait_for()
    shoot(page, "redact_done")
    page.reload()
    page.get_by_text("You said: Write to [e-mail], IBAN [IBAN] TODAY").wait_for()


def budget(page: Any, host: OpenWebUI, installed: dict[str, str]) -> None:
    """Switch the filter on and send more than its budget."""
    page.goto(f"{host.url}/?models=parrot")
    page.locator("#chat-input").wait_for()
    page.locator("#integration-menu-button").click()
    page.get_by_text("Token Budget Filter").first.wait_for()
    shoot(page, "filter_switch")
    page.get_by_text("Token Budget Filter").first.click()
    page.keyboard.press("Escape")
    for n in range(3):
        send(page, f"Turn {n}: " + "tell me more about tea and coffee, please. " * 3)
        page.get_by_text(f"You said: Turn {n}").wait_for()
        page.wait_for_timeout(1500)
    page.get_by_text("left out").first.wait_for()
    shoot(page, "filter_status")


def wiki(page: Any, host: OpenWebUI, installed: dict[str, str]) -> None:
    """Have the model look something up."""
    page.goto(f"{host.url}/?models=parrot")
    page.locator("#integration-menu-button").click()
    page.get_by_text(re.compile(r"^Tools\s*1$")).last.click()
    page.get_by_text("Wiki Tool").last.click()
    page.keyboard.press("Escape")
    send(page, "Look up Ada Lovelace")
    page.get_by_text("She wrote the first program").wait_for()
    page.get_by_text("Read “Ada Lovelace”").first.wait_for()
    page.get_by_text("1 Source").first.click()
    shoot(page, "tool_status_and_source")


def report(page: Any, host: OpenWebUI, installed: dict[str, str]) -> None:
    """Send a text to the Function template."""
    page.goto(f"{host.url}/?models={installed['function']}")
    send(page, "The linter reads. The linter reports!")
    page.get_by_text("linter (2)").first.wait_for()
    shoot(page, "function_report")


def lint_on_save(page: Any, host: OpenWebUI, installed: dict[str, str]) -> None:
    """Save a broken filter in the built-in editor."""
    page.goto(f"{host.url}/admin/functions/create")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(BAD)
    page.get_by_placeholder("Function Name").fill("Greeter")
    page.get_by_placeholder("Function Description").fill("Greets")
    page.get_by_text("Save & Create").click()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Greeter: 1 error").wait_for()
    page.get_by_text("OWU303").first.wait_for()
    page.get_by_text("created successfully").wait_for(state="detached")  # which lies over it
    shoot(page, "lint_on_save")


def play(page: Any, host: OpenWebUI, local: str) -> None:
    """Use the components as a person does."""
    page.add_init_script(f"localStorage.token = {json.dumps(host.token)}")
    page.goto(host.url)
    page.get_by_text("Okay, Let's Go!").click()
    page.locator("[role=dialog]").wait_for(state="detached")

    installed: dict[str, str] = {}
    for name in ("memory_action", "action", "filter", "lint_on_save_event", "function"):
        installed[name] = install(page, host, local, f"{name}.py")
        host.api(f"/api/v1/functions/id/{installed[name]}/toggle", {})
    for name in ("memory_action", "action", "filter"):
        host.api(f"/api/v1/functions/id/{installed[name]}/toggle/global", {})
    installed["tool"] = tool = install(page, host, local, "tool.py", "tools")
    host.api(f"/api/v1/tools/id/{tool}/valves/update", {"ENDPOINT_URL": f"{local}/wiki/api.php"})
    host.api(f"/api/v1/functions/id/{installed['filter']}/valves/update", {"MAX_TOKENS": 100})

    for act in (memory, redaction, budget, wiki, report, lint_on_save):
        if sys.argv[2:] and act.__name__ not in sys.argv[2:]:
            continue
        print(act.__name__)
        act(page, host, installed)


def main() -> int:
    """Start all there is to start, play, and say whether it went as it should."""
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    local = start()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        host = OpenWebUI(sys.argv[1], place, local)
        try:
            host.ready()
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
            page = browser.new_page(viewport={"width": 1100, "height": 700})
            page.set_default_timeout(20_000)
            try:
                play(page, host, local)
            except Exception as error:
                page.screenshot(path=Path(tempfile.gettempdir(), "owui-page-failure.png"))
                print(f"failed: {error}\n{host.log.read_text()[-2000:]}", file=sys.stderr)
                return 1
            finally:
                browser.close()
        finally:
            host.process.terminate()
            host.process.wait(30)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
