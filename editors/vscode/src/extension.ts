// Starts the language server of the owui-lint that the user has installed, and shows what it says.

import * as vscode from 'vscode';
import { LanguageClient, State } from 'vscode-languageclient/node';
import { chooseTarget, fixAll, newComponent, safeFolder } from './commands';
import { install, missing, offer } from './install';
import { explainRule, rulePages } from './rulePages';
import { type Search, search, watchPythonExtension } from './server';
import { type Status, StatusItem } from './status';

const COMPONENT = /^[ \t]*class\s+(Pipe|Filter|Action|Event|Tools|Pipeline)\b/m;
const PYTHON = [
  { scheme: 'file', language: 'python' },
  { scheme: 'untitled', language: 'python' },
];
const SETTLED = 100; // milliseconds in which the server has taken what it is told
const CONFIGURATION = '**/{pyproject.toml,setup.cfg,tox.ini,.flake8}';

class Extension implements vscode.Disposable {
  private readonly output = vscode.window.createOutputChannel('owui-lint', { log: true });
  private readonly status = new StatusItem((uri) => this.ask<Status>('owui-lint/status', { uri: uri.toString() }));
  private readonly disposables: vscode.Disposable[] = [this.output, this.status];
  private client: LanguageClient | undefined;
  private last: Search | undefined;
  private running: Promise<void> = Promise.resolve();
  private told = false;

  constructor(private readonly context: vscode.ExtensionContext) {
    const command = (name: string, action: (...args: never[]) => unknown) =>
      this.disposables.push(vscode.commands.registerCommand(`owui-lint.${name}`, action));
    command('restart', () => this.restart(true));
    command('showOutput', () => this.output.show());
    command('fixAll', fixAll);
    command('explainRule', (code?: string) => explainRule(code));
    command('newComponent', () => newComponent(this.last?.found, safeFolder(context)));
    command('chooseTarget', () => this.chooseTarget());
    command('install', () => this.install());
    this.disposables.push(
      rulePages(async (code) => (await this.ask<{ markdown: string }>('owui-lint/documentation', { code }))?.markdown),
      vscode.window.onDidChangeActiveTextEditor(() => this.shown()),
      vscode.workspace.onDidOpenTextDocument(() => this.shown()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.restart()),
      vscode.workspace.onDidChangeConfiguration((event) => this.configured(event)),
    );
    const watcher = vscode.workspace.createFileSystemWatcher(CONFIGURATION);
    const refresh = () => this.status.refresh();
    this.disposables.push(watcher, watcher.onDidChange(refresh), watcher.onDidCreate(refresh), watcher.onDidDelete(refresh));
    void watchPythonExtension(() => this.restart()).then((one) => one && this.disposables.push(one));
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** Starts the server anew, after what is under way; `asked` says missing things even a second time. */
  restart(asked = false): Promise<void> {
    this.running = this.running.then(() => this.start(asked)).catch((error) => this.output.error(String(error)));
    return this.running;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error) => this.output.warn(String(error)));
  }

  private async start(asked: boolean): Promise<void> {
    await this.stop();
    this.last = await search(safeFolder(this.context), (line) => this.output.info(line));
    if (asked) {
      this.told = false;
    }
    const { found } = this.last;
    if (!found) {
      await this.status.setMissing(missing(this.last));
      this.tell(asked);
      return;
    }
    const run = { command: found.command, args: [...found.args, 'server'], options: { cwd: safeFolder(this.context) } };
    const client = new LanguageClient('owui-lint', 'owui-lint', run, {
      documentSelector: PYTHON,
      outputChannel: this.output,
      initializationOptions: JSON.parse(JSON.stringify(vscode.workspace.getConfiguration('owui-lint'))),
      middleware: {
        // The server opens the page of a rule in a browser; here it is shown beside the editor.
        executeCommand: (command, args, next) =>
          command === 'owui-lint.explain' ? explainRule(args[0] as string) : next(command, args),
        // Only when the server has taken changed settings can it say what holds.
        workspace: {
          didChangeConfiguration: async (sections, next) => {
            await next(sections);
            this.refreshSoon();
          },
          configuration: (params, token, next) => {
            this.refreshSoon();
            return next(params, token);
          },
        },
      },
    });
    client.onDidChangeState((event) => event.newState === State.Running && this.status.refresh());
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.output.error(String(error));
      void vscode.window.showErrorMessage(`owui-lint: the server did not start: ${error}`);
    }
    await this.status.setMissing(undefined);
  }

  /** Says what is missing: once, and only beside a component, which is what it is needed for. */
  private tell(asked: boolean): void {
    const open = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].map((one) => one?.document);
    const component = open.some((one) => one?.languageId === 'python' && COMPONENT.test(one.getText()));
    if (this.told || !this.last || this.last.found || !(asked || component)) {
      return;
    }
    this.told = true;
    void offer(this.last, this.output).then((installed) => (installed ? this.restart() : undefined));
  }

  private async shown(): Promise<void> {
    this.tell(false);
    await this.status.refresh();
  }

  private refreshSoon(): void {
    setTimeout(() => void this.status.refresh(), SETTLED);
  }

  private async configured(event: vscode.ConfigurationChangeEvent): Promise<void> {
    if (event.affectsConfiguration('owui-lint.path') || event.affectsConfiguration('owui-lint.interpreter')) {
      this.told = false;
      await this.restart();
    } else if (event.affectsConfiguration('owui-lint')) {
      await this.status.refresh();
    }
  }

  private async install(): Promise<void> {
    this.last ??= await search(safeFolder(this.context), (line) => this.output.info(line));
    if (!this.last.found) {
      this.told = false;
      this.tell(true);
    } else if (!this.last.python) {
      void vscode.window.showInformationMessage(`owui-lint: update the package that ${this.last.found.command} comes from.`);
    } else if (await install(this.last.python)) {
      await this.restart();
    }
  }

  private async chooseTarget(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const uri = document?.uri ?? vscode.Uri.parse('untitled:component.py');
    const status = await this.ask<Status>('owui-lint/status', { uri: uri.toString() });
    if (status) {
      await chooseTarget(status.releases, status.target);
    } else {
      await this.install();
    }
  }

  private async ask<Answer>(method: string, params: object): Promise<Answer | undefined> {
    const client = this.client;
    if (client?.state !== State.Running) {
      return undefined;
    }
    try {
      return (await client.sendRequest<Answer | null>(method, params)) ?? undefined;
    } catch (error) {
      this.output.warn(`${method}: ${error}`); // a server that is older than this extension
      return undefined;
    }
  }
}

let extension: Extension | undefined;

export function activate(context: vscode.ExtensionContext): void {
  extension = new Extension(context);
  context.subscriptions.push(extension);
  void extension.restart(); // not awaited: finding the server must not hold up VS Code
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}
