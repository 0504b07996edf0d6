// Finds a Python or a command that has the server, asking each candidate itself.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

const PATIENCE = 30_000; // milliseconds for a cold start on a slow disk
const WINDOWS = process.platform === 'win32';

/** A way to start owui-lint. */
export interface Candidate {
  command: string;
  args: string[];
  /** Where it was found, for people. */
  origin: string;
  /** The Python that packages can be installed into, if it is known. */
  python?: string;
}

/** What asking the candidates came to. */
export interface Search {
  found?: Candidate;
  /** Each candidate that cannot serve, with the reason. */
  failed: { candidate: Candidate; reason: string }[];
  /** The Python to install into. */
  python: string;
}

/** The part of the Python extension's interface that is used here. */
interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(of: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  try {
    const exported = await extension?.activate();
    return exported?.environments ? exported : undefined;
  } catch {
    return undefined; // an extension that fails has no choice to tell
  }
}

/** Calls `changed` when another interpreter is chosen in the Python extension. */
export async function watchPythonExtension(changed: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonExtension())?.environments.onDidChangeActiveEnvironmentPath(changed);
}

async function chosenPython(): Promise<string | undefined> {
  const python = await pythonExtension();
  try {
    const active = python?.environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    const resolved = active && (await python?.environments.resolveEnvironment(active));
    return resolved?.executable.uri?.fsPath;
  } catch {
    return undefined;
  }
}

function expanded(text: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  const whole = text.replaceAll('${workspaceFolder}', folder).replaceAll('${userHome}', homedir());
  const home = whole === '~' || whole.startsWith('~/') ? path.join(homedir(), whole.slice(1)) : whole;
  // A bare name is looked for on PATH; anything else is relative to the workspace.
  return home.includes('/') || home.includes(path.sep) ? path.resolve(folder, home) : home;
}

function byPython(python: string, origin: string): Candidate {
  return { command: python, args: ['-m', 'owui_lint'], origin, python };
}

/** Returns the ways to start owui-lint, best first. What the user has named is not second-guessed. */
async function candidates(): Promise<Candidate[]> {
  const settings = vscode.workspace.getConfiguration('owui-lint');
  const command = settings.get<string>('path');
  if (command) {
    return [{ command: expanded(command), args: [], origin: 'the setting `owui-lint.path`' }];
  }
  const interpreter = settings.get<string>('interpreter');
  if (interpreter) {
    return [byPython(expanded(interpreter), 'the setting `owui-lint.interpreter`')];
  }
  const found: Candidate[] = [];
  if (vscode.workspace.isTrusted) {
    const python = await chosenPython();
    if (python) {
      found.push(byPython(python, 'the Python extension'));
    }
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      for (const name of ['.venv', 'venv']) {
        const inside = path.join(folder.uri.fsPath, name, ...(WINDOWS ? ['Scripts', 'python.exe'] : ['bin', 'python']));
        if (inside !== python && existsSync(inside)) {
          found.push(byPython(inside, `${name} of the workspace`));
        }
      }
    }
  }
  found.push({ command: 'owui-lint', args: [], origin: 'PATH' });
  return found;
}

/**
 * Starts the server with nothing to read: it ends at once, and with an error says why it could not serve.
 * `cwd` is a folder without Python files, since `python -m` imports from the working directory.
 */
function trial(candidate: Candidate, cwd: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(candidate.command, [...candidate.args, 'server'], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: PATIENCE,
      windowsHide: true,
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'there is no such command' : error.message),
    );
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : said.trim().split('\n').pop() || `it ended with ${code ?? signal}`),
    );
  });
}

/** Looks for the server, and tells `log` what each candidate said. */
export async function search(cwd: string, log: (line: string) => void): Promise<Search> {
  const failed: Search['failed'] = [];
  const wanted = await candidates();
  for (const candidate of wanted) {
    const reason = await trial(candidate, cwd);
    log(`${[candidate.command, ...candidate.args].join(' ')} (${candidate.origin}): ${reason ?? 'has the server'}`);
    if (reason === undefined) {
      return { found: candidate, failed, python: candidate.python ?? '' };
    }
    failed.push({ candidate, reason });
  }
  const python = wanted.find((one) => one.python)?.python ?? (WINDOWS ? 'py' : 'python3');
  return { failed, python };
}
