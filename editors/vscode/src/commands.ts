// What can be done by name: mend everything, begin a component, choose the release.

import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Candidate } from './server';

const FIX_ALL = vscode.CodeActionKind.Source.append('fixAll').append('owui-lint');
const run = promisify(execFile);

/** Applies every safe fix to the open file. */
export async function fixAll(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) {
    return;
  }
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    whole,
    FIX_ALL.value,
    1, // how many are resolved
  );
  const edit = actions.find((one) => one.kind && FIX_ALL.contains(one.kind))?.edit;
  if (!edit) {
    void vscode.window.showInformationMessage('owui-lint: nothing here has a safe fix.');
  } else if (!(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showWarningMessage('owui-lint: the text has changed meanwhile; try again.');
  }
}

const KINDS: [label: string, name: string, detail: string][] = [
  ['Filter', 'filter', 'Sees and changes what goes to a model and what comes back'],
  ['Pipe', 'pipe', 'Adds a model to the list, and answers for it'],
  ['Action', 'action', 'A button below an answer'],
  ['Tools', 'tools', 'Functions that a model may call'],
  ['Event', 'event', 'Hears what happens on the server'],
  ['Pipeline', 'pipeline', 'Runs on a Pipelines server'],
];

/** Writes a small component to start from, and opens it. */
export async function newComponent(server: Candidate | undefined, cwd: string): Promise<void> {
  if (!server) {
    await vscode.commands.executeCommand('owui-lint.install');
    return;
  }
  const picked = await vscode.window.showQuickPick(
    KINDS.map(([label, name, detail]) => ({ label, name, detail })),
    { title: 'New component', placeHolder: 'Its kind' },
  );
  const title =
    picked && (await vscode.window.showInputBox({ title: `New ${picked.label}`, prompt: 'Its title, such as Word Counter' }));
  if (!picked || !title?.trim()) {
    return;
  }
  const file = `${title.trim().toLowerCase().replace(/[^a-z0-9_]+/g, '_').replace(/^_+|_+$/g, '') || picked.name}.py`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const place = folder
    ? vscode.Uri.joinPath(folder, file)
    : await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.file(file), filters: { Python: ['py'] } });
  if (!place) {
    return;
  }
  const args = [...server.args, 'new', picked.name, title.trim(), '--output', place.fsPath];
  try {
    await write(server.command, args, cwd);
  } catch (error) {
    void vscode.window.showErrorMessage(`owui-lint: ${reason(error)}`);
    return;
  }
  await vscode.window.showTextDocument(place);
}

/** Runs `owui-lint new`; asks for the author where git knows none. */
async function write(command: string, args: string[], cwd: string): Promise<void> {
  try {
    await run(command, args, { cwd, windowsHide: true });
  } catch (error) {
    if (!reason(error).includes('--author')) {
      throw error;
    }
    const author = await vscode.window.showInputBox({ title: 'New component', prompt: 'Your name, for its header' });
    if (author?.trim()) {
      await run(command, [...args, '--author', author.trim()], { cwd, windowsHide: true });
    }
  }
}

/** Returns what a command said on stderr, in one line. */
function reason(error: unknown): string {
  const said = (error as { stderr?: string }).stderr?.trim().split('\n').pop();
  return (said || String(error)).replace(/^owui-lint: /, '').replace(/^error: /i, '');
}

/** Asks which release components shall run on, and sets it for the workspace. */
export async function chooseTarget(releases: string[], current: string | null): Promise<void> {
  const items: vscode.QuickPickItem[] = [
    { label: 'From the configuration file', description: 'else the newest known' },
    ...[...releases].reverse().map((label) => ({ label, description: label === current ? 'now' : '' })),
  ];
  const title = 'The release of Open WebUI that components shall run on';
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked) {
    const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    const value = picked === items[0] ? undefined : picked.label;
    await vscode.workspace.getConfiguration('owui-lint').update('targetVersion', value, target);
  }
}

/** Returns the folder that commands run in: one without Python files, which `python -m` would import from. */
export function safeFolder(context: vscode.ExtensionContext): string {
  return path.join(context.extensionPath, 'dist');
}
