#!/usr/bin/env bash
# The recipe of `make test-editors`: the editors, the extension, and the checks. usage: run.sh [EDITOR ...]
#   OWUI_EDITORS  where VS Code and a new Neovim are kept (default: ~/.cache/owui-lint-editors)
set -euo pipefail
cd "$(dirname "$0")/../.."
export OWUI_EDITORS=${OWUI_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/owui-lint-editors}
PYTHON=${PYTHON:-python3}
case " ${*:-vscode neovim} " in
*" vscode "* | *" neovim "*) tests/editors/install.sh "$OWUI_EDITORS" ;;
esac
"$PYTHON" -m pip install -q ansi2html pillow playwright 'python-lsp-server[flake8]'
"$PYTHON" -m tests.editors "$@"
