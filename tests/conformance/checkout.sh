#!/usr/bin/env bash
# Print the directory of the Pipelines server that tests run against; ends with 1 if there is none.
# It is the checkout named by OWUI_PIPELINES, else a clone kept at .conformance/pipelines-server.
set -euo pipefail
commit=26b8f20 # the state of open-webui/pipelines that the stored verdicts were given by
directory=$(cd "$(dirname "$0")/../.." && pwd)/.conformance/pipelines-server

if [ -n "${OWUI_PIPELINES:-}" ]; then
    echo "$OWUI_PIPELINES"
    exit 0
fi
if [ ! -d "$directory/.git" ]; then
    rm -rf "$directory"
    GIT_TERMINAL_PROMPT=0 timeout 120 git clone -q https://github.com/open-webui/pipelines "$directory" >&2
fi
git -C "$directory" checkout -q "$commit" >&2
echo "$directory"
