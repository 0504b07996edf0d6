// The part of the Python extension's interface that tells which interpreter is chosen.
const vscode = require('vscode');

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  let chosen;
  return {
    choose(python) {
      chosen = python;
      changed.fire({});
    },
    environments: {
      getActiveEnvironmentPath: () => ({ id: chosen || 'none', path: chosen || 'none' }),
      resolveEnvironment: async () => chosen && { executable: { uri: vscode.Uri.file(chosen) } },
      onDidChangeActiveEnvironmentPath: changed.event,
    },
  };
};
