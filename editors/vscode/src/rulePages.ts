// The pages of the rules, as the installed version has them, in the preview of Markdown.

import * as vscode from 'vscode';

const SCHEME = 'owui-lint-rule';
const CODE = /\bOWU[0-9]{3}\b/;
const SITE = 'https://owui-lint.github.io/owui-lint/rules/';

/** Serves the texts; `ask` gets a page from the server. */
export function rulePages(ask: (code: string) => Promise<string | undefined>): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async (uri) => {
      const code = CODE.exec(uri.path)?.[0] ?? '';
      const page = await ask(code);
      return page === undefined ? `There is no page of ${code}.` : `${page}\n[On the web](${SITE}${code.toLowerCase()}/)\n`;
    },
  });
}

/** Shows the page of a rule beside the editor. */
export async function showRule(code: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
}

/** Returns the code that the cursor is at, in a finding or in the text. */
function codeAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return undefined;
  }
  const at = editor.selection.active;
  const word = editor.document.getWordRangeAtPosition(at, CODE);
  return word ? editor.document.getText(word) : codesOf(editor.document.uri, at)[0];
}

/** Returns the codes of a file's findings, all of them or those at a place, each once. */
function codesOf(uri: vscode.Uri, at?: vscode.Position): string[] {
  const codes = vscode.languages
    .getDiagnostics(uri)
    .filter((one) => one.source === 'owui-lint' && (at === undefined || one.range.contains(at)))
    .map((one) => String(typeof one.code === 'object' ? one.code.value : one.code));
  return [...new Set(codes)];
}

/** Explains a code: that at the cursor, else one that is asked for. */
export async function explainRule(code = codeAtCursor()): Promise<void> {
  const open = vscode.window.activeTextEditor?.document.uri;
  const known = open ? codesOf(open) : [];
  const wanted =
    code ??
    (known.length
      ? await vscode.window.showQuickPick(known, { title: 'Explain a rule', placeHolder: 'A finding of this file' })
      : await vscode.window.showInputBox({
          title: 'Explain a rule',
          prompt: 'Its code, such as OWU312',
          validateInput: (text) => (CODE.test(text.toUpperCase()) ? undefined : 'A code is OWU and three digits'),
        }));
  if (wanted) {
    await showRule(wanted.trim().toUpperCase());
  }
}
