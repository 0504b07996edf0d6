// The item of the status bar: the release of Open WebUI that the open file is held against.

import * as vscode from 'vscode';

/** What the server answers to `owui-lint/status`. */
export interface Status {
  version: string;
  python: string;
  releases: string[];
  target: string | null;
  profile: string | null;
  minSeverity: string | null;
  problem: string | null;
}

/** Asks the server about a file; undefined when it cannot be asked. */
export type Ask = (uri: vscode.Uri) => Promise<Status | undefined>;

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('owui-lint.status', vscode.StatusBarAlignment.Right, 90);
  private missing: string | undefined;
  private asked = 0;

  constructor(private readonly ask: Ask) {
    this.item.name = 'owui-lint';
  }

  dispose(): void {
    this.item.dispose();
  }

  /** Says that there is no server, or with undefined that there is one again. */
  async setMissing(reason: string | undefined): Promise<void> {
    this.missing = reason;
    await this.refresh();
  }

  /** Shows what holds for the file that is open; nothing beside a file that is not Python. */
  async refresh(): Promise<void> {
    const asked = ++this.asked;
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'python') {
      this.item.hide();
      return;
    }
    this.item.backgroundColor = undefined;
    if (this.missing !== undefined) {
      this.show('$(circle-slash) owui-lint', this.missing, 'owui-lint.install');
      return;
    }
    const status = await this.ask(document.uri);
    if (asked !== this.asked) {
      return; // another file is open by now
    }
    if (status === undefined) {
      this.show('$(loading~spin) owui-lint', 'The server is starting.', 'owui-lint.showOutput');
    } else if (status.problem !== null) {
      this.item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
      this.show('$(warning) Open WebUI', status.problem, 'owui-lint.showOutput');
    } else {
      const text = new vscode.MarkdownString(
        `**owui-lint ${status.version}**\n\nHeld against Open WebUI ${status.target}, ` +
          `profile \`${status.profile}\`\n\n${status.python}\n\nClick to choose another release.`,
      );
      this.show(`$(checklist) Open WebUI ${status.target}`, text, 'owui-lint.chooseTarget');
    }
  }

  private show(text: string, tooltip: string | vscode.MarkdownString, command: string): void {
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.command = command;
    this.item.show();
  }
}
