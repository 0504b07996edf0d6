// Says how to install the linter, and does it when asked.

import * as vscode from 'vscode';
import type { Search } from './server';

const PACKAGE = 'owui-lint[lsp]';
const GUIDE = 'https://owui-lint.github.io/owui-lint/guides/editors/';

/** Runs pip in a terminal of VS Code; returns whether it went well. */
export async function install(python: string): Promise<boolean> {
  const arguments_ = ['-m', 'pip', 'install', '--upgrade', PACKAGE];
  const task = new vscode.Task(
    { type: 'owui-lint' },
    vscode.TaskScope.Workspace,
    'Install owui-lint',
    'owui-lint',
    new vscode.ProcessExecution(python, arguments_), // no shell, so no quoting
  );
  const execution = await vscode.tasks.executeTask(task);
  return new Promise((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution === execution) {
        listener.dispose();
        resolve(event.exitCode === 0);
      }
    });
  });
}

/** Returns the one sentence that says what is missing. */
export function missing(search: Search): string {
  const own = search.failed.find((one) => one.candidate.origin.startsWith('the setting'));
  if (own) {
    const { candidate, reason } = own;
    return `owui-lint cannot be started with ${candidate.origin} (${candidate.command}): ${reason}`;
  }
  return `owui-lint is not installed. Install it with: ${search.python} -m pip install '${PACKAGE}'`;
}

/** Says it once, with what can be done; returns whether it has been installed. */
export async function offer(search: Search, output: vscode.LogOutputChannel): Promise<boolean> {
  const choice = await vscode.window.showWarningMessage(missing(search), 'Install', 'Copy Command', 'Help');
  if (choice === 'Install') {
    return install(search.python);
  }
  if (choice === 'Copy Command') {
    await vscode.env.clipboard.writeText(`${search.python} -m pip install '${PACKAGE}'`);
  } else if (choice === 'Help') {
    await vscode.env.openExternal(vscode.Uri.parse(GUIDE));
    output.show(true);
  }
  return false;
}
