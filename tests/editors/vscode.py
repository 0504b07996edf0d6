"""The packed extension in real VS Code: through its interface for extensions, and on its page."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import owui_lint
from tests.editors.code_server import Code, code
from tests.editors.pictures import shrunk
from tests.editors.place import BINARIES, COLUMNS, COMPONENT, LINE, PICTURES, Place, tool
from tests.editors.report import MissingError, Report
from tests.harness import ROOT

VSIX = ROOT / "build" / f"owui-lint-{owui_lint.__version__}.vsix"
FOUND = """
const uri = vscode.Uri.file(path);
const found = vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'owui-lint');
"""
CODES = FOUND + "const codes = found.map((one) => one.code.value).sort();"
"""Sets `codes`; a script goes on after it."""
OPEN = """
const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
const editor = await vscode.window.showTextDocument(document);
"""
SET = """
const settings = vscode.workspace.getConfiguration('owui-lint');
await settings.update(key, value, vscode.ConfigurationTarget.Workspace);
"""


class Window:
    """The page of VS Code in a browser."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def picture(self, name: str) -> None:
        """Keep a picture of the window."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(700)
        shrunk(self.page.screenshot(), PICTURES / f"vscode-{name}.png")

    def texts(self, selector: str) -> list[str]:
        """Return what elements say, once there is one."""
        with contextlib.suppress(Exception):
            self.page.wait_for_selector(selector, timeout=20_000)
        return [re.sub(r"\s+", " ", one) for one in self.page.locator(selector).all_inner_texts()]

    def status(self) -> str:
        """Return what the status bar says of us."""
        found = self.page.locator("[id='owui-lint.owui-lint.owui-lint.status']")
        found = found if found.count() else self.page.locator(".statusbar-item[id*='owui-lint']")
        return " ".join(found.all_inner_texts()).strip()

    def wait_status(self, text: str) -> str:
        """Return what the status bar says of us, when it has come to say `text` or time is up."""
        for _ in range(150):
            if text in self.status():
                break
            self.page.wait_for_timeout(200)
        return self.status()


@contextlib.contextmanager
def window(running: Code, file: Path) -> Iterator[Window]:
    """Open VS Code in a headless browser."""
    chromium = tool("chromium", install="Debian: apt install chromium", within="CHROMIUM")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise MissingError("no Playwright (pip install playwright)") from None
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        context = browser.new_context(viewport={"width": 1180, "height": 720})
        page = context.new_page()
        page.goto(running.address(file))
        page.wait_for_selector(".monaco-editor .view-line", timeout=120_000)
        yield Window(page)
        browser.close()


def check(report: Report, place: Place) -> None:
    """Run all checks in one VS Code."""
    other = place.workspace / "other.py"
    other.write_text(COMPONENT, encoding="utf-8")
    with code(place, VSIX) as running, window(running, place.component) as shown:
        ready = running.wait("return vscode.version", 90)
        if report.check("VS Code runs with the probe", ready):
            print(f"        VS Code {ready}")
            for part in (
                _missing,
                _interpreters,
                _findings,
                _actions,
                _reading,
                _settings,
                _commands,
            ):
                part(report, running, shown)


def _codes(running: Code, want: str, *, file: Path | None = None) -> Any:
    """Return the codes of the component, when `want` (of `codes`) holds or time is up."""
    path = str(file or running.place.component)
    script = f"{CODES} return ({want}) && codes;"
    return running.wait(script, path=path) or running.run(f"{CODES} return codes;", path=path)


def _missing(report: Report, running: Code, shown: Window) -> None:
    toasts = shown.texts(".notification-toast")
    sentence = (
        "owui-lint is not installed. Install it with: python3 -m pip install 'owui-lint[lsp]'"
    )
    report.check(
        "a missing linter: says how to install it", any(sentence in one for one in toasts), toasts
    )
    buttons = shown.texts(".notification-toast .monaco-button")
    report.check("… with buttons", buttons == ["Install", "Copy Command", "Help"], buttons)
    running.run("await vscode.commands.executeCommand('workbench.action.closeSidebar');")
    status = shown.wait_status("owui-lint")
    report.check("… and in the status bar", status.endswith("owui-lint"), status)
    shown.picture("missing")
    running.run(OPEN, path=str(running.place.workspace / "other.py"))
    running.run("await vscode.commands.executeCommand('workbench.action.closeAllEditors');")
    running.run(OPEN, path=str(running.place.component))
    shown.page.wait_for_timeout(1500)
    toasts = shown.texts(".notification-toast")
    report.check("… and says it once", len(toasts) == 1, toasts)


def _choose(running: Code, python: str | None) -> None:
    script = (
        "vscode.extensions.getExtension('ms-python.python').exports.choose(python || undefined);"
    )
    running.run(script, python=python)


def _interpreters(report: Report, running: Code, shown: Window) -> None:
    running.run("await vscode.commands.executeCommand('notifications.clearAll');")
    _choose(running, sys.executable)
    codes = _codes(running, "codes.length > 3")
    report.check(
        "starts with the Python extension's choice, without a reload", "OWU401" in codes, codes
    )
    _choose(running, "/usr/bin/python3")
    gone = _codes(running, "codes.length === 0")
    report.check("… and stops when that has no linter", gone == [], gone)
    toasts = shown.texts(".notification-toast")
    report.check("… which is not said again", len(toasts) == 0, toasts)
    _choose(running, None)
    running.run("process.env.PATH = more + ':' + process.env.PATH;", more=str(BINARIES))
    running.run("await vscode.commands.executeCommand('owui-lint.restart');")
    codes = _codes(running, "codes.length > 3")
    report.check("finds `owui-lint` on PATH after a restart", "OWU401" in codes, codes)
    running.run(SET, key="interpreter", value="/nonexistent/python")
    toasts = shown.texts(".notification-toast")
    setting = "the setting `owui-lint.interpreter` (/nonexistent/python)"
    sentence = f"cannot be started with {setting}: there is no such command"
    report.check("a wrong interpreter is named", any(sentence in one for one in toasts), toasts)
    running.run("await vscode.commands.executeCommand('notifications.clearAll');")
    running.run(SET, key="interpreter", value=sys.executable)
    codes = _codes(running, "codes.length > 3")
    report.check("starts with the setting `interpreter`", "OWU401" in codes, codes)


def _findings(report: Report, running: Code, shown: Window) -> None:
    script = (
        FOUND
        + """return found.map((one) => ({code: one.code.value, link: String(one.code.target),
      severity: one.severity, at: [one.range.start.line, one.range.start.character, one.range.end.line],
      message: one.message}));"""
    )
    found = {one["code"]: one for one in running.run(script, path=str(running.place.component))}
    missing = found.get("OWU401", {})
    at = [LINE, COLUMNS["utf-16"], LINE]
    report.check("the finding's place, after two emoji", missing.get("at") == at, missing)
    report.check("an error is an error", missing.get("severity") == 0, missing)
    link = "https://owui-lint.github.io/owui-lint/rules/owu401/"
    report.check("its code is a link", missing.get("link") == link, missing)
    report.check("a warning is a warning", found.get("OWU702", {}).get("severity") == 1, found)
    report.check("a convention is information", found.get("OWU121", {}).get("severity") == 2, found)
    for name in ("error", "warning", "info"):
        shown.texts(f".squiggly-{name}")
        count = shown.page.locator(f".monaco-editor .squiggly-{name}").count()
        report.check(f"a squiggle for {name}", count > 0, count)
    status = shown.wait_status("Open WebUI 0.12.4")
    report.check("the status bar has the target release", "Open WebUI 0.12.4" in status, status)
    running.run("await vscode.commands.executeCommand('workbench.actions.view.problems');")
    _at(running, LINE, 0)
    rows = shown.texts(".markers-panel .monaco-list-row")
    rows_of = [one for one in rows if "owui-lint" in one and "OWU401" in one]
    report.check("the Problems panel lists it", rows_of, rows)
    shown.picture("problems")
    running.run("await vscode.commands.executeCommand('workbench.action.closePanel');")
    _hover_finding(report, running, shown)


def _at(running: Code, line: int, column: int) -> None:
    script = (
        OPEN
        + """
      editor.selection = new vscode.Selection(line, column, line, column);
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);"""
    )
    running.run(script, path=str(running.place.component), line=line, column=column)


def _hover_finding(report: Report, running: Code, shown: Window) -> None:
    _at(running, LINE, COLUMNS["utf-16"] + 3)
    running.run("await vscode.commands.executeCommand('editor.action.showHover');")
    hover = " ".join(shown.texts(".monaco-hover:not(.hidden) .hover-row"))
    report.check(
        "hovering tells what is wrong", "is not awaited" in hover and "OWU401" in hover, hover
    )
    links = shown.page.locator(".monaco-hover a.code-link")
    hrefs = [one.get_attribute("data-href") or one.get_attribute("href") for one in links.all()]
    report.check("… with the link", any("/rules/owu401/" in str(one) for one in hrefs), hrefs)
    shown.picture("hover")
    shown.page.keyboard.press("Escape")


def _actions(report: Report, running: Code, shown: Window) -> None:
    path = str(running.place.component)
    _at(running, LINE, COLUMNS["utf-16"] + 3)
    shown.page.locator(".monaco-editor .view-line").first.wait_for()
    running.run("await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');")
    shown.page.keyboard.press("Control+.")
    rows = shown.texts(".action-widget .monaco-list-row.action")
    text = " | ".join(rows)
    for wanted in ("Add await", "Disable OWU401 on this line", "Explain OWU401"):
        report.check(f"offers: {wanted}", wanted in text.replace("`", ""), rows)
    shown.picture("fix")
    shown.page.keyboard.press("Enter")
    script = (
        "return vscode.workspace.textDocuments.find((one) => one.uri.fsPath === path)?.getText();"
    )
    mended = COMPONENT.replace("; __event_emitter__(", "; await __event_emitter__(")
    waiting = script.replace(";", " === text;", 1)
    running.wait(waiting, 15, path=path, text=mended)
    now = running.run(script, path=path)
    report.check("the preferred action mends the text", now == mended, now)
    codes = _codes(running, "!codes.includes('OWU401')")
    report.check("… and the finding goes", "OWU401" not in codes, codes)
    running.run(OPEN + "await vscode.commands.executeCommand('undo');", path=path)
    codes = _codes(running, "codes.includes('OWU401')")
    report.check("… and comes back with undo", "OWU401" in codes, codes)
    running.run(OPEN + "await vscode.commands.executeCommand('owui-lint.fixAll');", path=path)
    now = str(running.run(script, path=path))
    fixed = "; await __event_emitter__(" in now and '"password"' in now
    report.check("`Fix All Safe Findings` mends all of them", fixed, now)
    codes = _codes(running, "!codes.includes('OWU401') && !codes.includes('OWU208')")
    report.check("… and both findings go", not {"OWU401", "OWU208"} & set(codes), codes)
    shown.picture("fixed")
    running.run(OPEN + "await vscode.commands.executeCommand('undo');", path=path)
    _on_save(report, running)


def _on_save(report: Report, running: Code) -> None:
    path = str(running.place.component)
    script = (
        OPEN
        + """
      const settings = vscode.workspace.getConfiguration('editor');
      const wanted = {'source.fixAll.owui-lint': 'explicit'};
      await settings.update('codeActionsOnSave', wanted, vscode.ConfigurationTarget.Workspace);
      await editor.edit((one) => one.insert(new vscode.Position(document.lineCount, 0), '\\n'));
      await document.save();
      await settings.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);"""
    )
    running.run(script, path=path)
    saved = running.place.component.read_text(encoding="utf-8")
    report.check("fixes on save", "; await __event_emitter__(" in saved, saved)
    running.run(
        OPEN
        + """
      await editor.edit((one) => one.replace(new vscode.Range(0, 0, document.lineCount, 0), text));
      await document.save();""",
        path=path,
        text=COMPONENT,
    )


def _reading(report: Report, running: Code, shown: Window) -> None:
    script = (
        OPEN
        + """
      const hovers = await vscode.commands.executeCommand(
        'vscode.executeHoverProvider', document.uri, new vscode.Position(line, column));
      return hovers.flatMap((one) => one.contents).map((one) => one.value || one).join('\\n');"""
    )
    text = "x = 1  # noqa: OWU401\n"
    path = str(running.place.workspace / "note.py")
    Path(path).write_text(text, encoding="utf-8")
    hover = str(running.wait(script, 10, path=path, line=0, column=17))
    report.check(
        "hovering over a code shows its page", "OWU401 emission-not-awaited" in hover, hover[:300]
    )
    script = (
        OPEN
        + """
      const list = await vscode.commands.executeCommand(
        'vscode.executeCompletionItemProvider', document.uri, new vscode.Position(line, column), trigger);
      return list.items.map((one) => one.label.label || one.label);"""
    )
    items = running.run(script, path=path, line=0, column=15, trigger=":")
    report.check("completes codes in `# noqa:`", "OWU312" in items, items[:20])
    _ = shown


def _settings(report: Report, running: Code, shown: Window) -> None:
    running.run(OPEN, path=str(running.place.component))
    changes = (
        ("ignore", ["OWU4"], "!codes.includes('OWU401')"),
        ("profile", "host", "!codes.includes('OWU121')"),
        ("minSeverity", "warning", "!codes.includes('OWU121') && codes.includes('OWU702')"),
        ("minSeverity", "error", "!codes.includes('OWU702') && codes.includes('OWU401')"),
    )
    everything = "['OWU121', 'OWU401', 'OWU702'].every((one) => codes.includes(one))"
    for key, value, want in changes:
        running.run(SET, key=key, value=value)
        holds = running.wait(f"{CODES} return {want};", path=str(running.place.component))
        report.check(f"setting `{key}` to {value} counts at once", holds, _codes(running, "true"))
        running.run(SET.replace("value", "undefined"), key=key)
        codes = _codes(running, everything)
        report.check("… and taking it back too", "OWU121" in codes, codes)
    running.run(SET, key="targetVersion", value="0.11.4")
    status = shown.wait_status("0.11.4")
    report.check("the status bar follows `targetVersion`", "Open WebUI 0.11.4" in status, status)
    running.run(SET.replace("value", "undefined"), key="targetVersion")
    written = running.place.workspace / "pyproject.toml"
    written.write_text('[tool.owui-lint]\ntarget-version = "0.9.6"\nignore = ["OWU401"]\n')
    codes = _codes(running, "!codes.includes('OWU401')")
    report.check("a changed configuration file counts at once", "OWU401" not in codes, codes)
    status = shown.wait_status("0.9.6")
    report.check("… in the status bar too", "Open WebUI 0.9.6" in status, status)
    written.write_text("")
    _codes(running, everything)


def _commands(report: Report, running: Code, shown: Window) -> None:
    _at(running, LINE, COLUMNS["utf-16"] + 3)
    running.run("await vscode.commands.executeCommand('owui-lint.explainRule');")
    tabs = "return vscode.window.tabGroups.all.flatMap((one) => one.tabs).map((one) => one.label)"
    labels = running.wait(f"{tabs}.find((one) => one.includes('OWU401'));")
    report.check(
        "`Explain Rule` shows the page of the rule at the cursor", labels, running.run(f"{tabs};")
    )
    shown.page.wait_for_timeout(2500)
    shown.picture("explain")
    running.run("await vscode.commands.executeCommand('workbench.action.closeAllEditors');")
    running.run(OPEN, path=str(running.place.component))
    running.run("void vscode.commands.executeCommand('owui-lint.newComponent');")
    rows = shown.texts(".quick-input-list .monaco-list-row")
    report.check("`New Component` asks for the kind", any("Filter" in one for one in rows), rows)
    shown.picture("new")
    shown.page.keyboard.press("Enter")
    for answer in ("Loud Words", "Jane Doe"):  # its title; its author, as git knows none here
        shown.page.wait_for_timeout(1500)
        shown.page.keyboard.type(answer)
        shown.page.keyboard.press("Enter")
    made = running.place.workspace / "loud_words.py"
    opened = running.wait(
        "return vscode.window.activeTextEditor?.document.uri.fsPath === path;", path=str(made)
    )
    report.check("… writes it and opens it", opened and made.is_file(), rows)
    codes = _codes(running, "codes.length < 2", file=made)
    report.check("… without findings but the missing address", set(codes) <= {"OWU901"}, codes)
    script = """const document = await vscode.workspace.openTextDocument({language: 'python', content: text});
      await vscode.window.showTextDocument(document); return document.uri.toString();"""
    uri = running.run(script, text=COMPONENT)
    script = "return vscode.languages.getDiagnostics(vscode.Uri.parse(uri)).length > 3;"
    report.check("a file that was never saved has findings", running.wait(script, uri=uri), uri)
