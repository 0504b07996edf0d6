#!/usr/bin/env bash
# The recipe of `make test-page`: a full Open WebUI, a headless Chromium, and the reference components.
# usage: run.sh RELEASE         OWUI_FULL_PYTHON names an interpreter that has it already; CHROMIUM the
#                               browser, else `chromium` of the path (Debian: apt install chromium)
set -euo pipefail
cd "$(dirname "$0")/../.."
directory=.conformance/full-$1
if [ -z "${OWUI_FULL_PYTHON:-}" ]; then
    [ -e "$directory/ready" ] || {
        "${CONFORMANCE_PYTHON:-python3.11}" -m venv "$directory"
        "$directory/bin/python" -m pip install -q "open-webui==$1"
        touch "$directory/ready"
    }
    OWUI_FULL_PYTHON=$PWD/$directory/bin/python
fi
command -v "${CHROMIUM:-chromium}" >/dev/null || { echo "test-page needs Chromium" >&2; exit 1; }
"${PYTHON:-python3}" -m pip install -q playwright

# The linter of this checkout beside the host's packages, as Lint on Save wants it.
packages=.conformance/page-packages
[ -d "$packages" ] ||
    "$OWUI_FULL_PYTHON" -m pip install -q --no-deps --target "$packages" \
        libcst flake8 pycodestyle pyflakes mccabe
PYTHONPATH=$PWD:$PWD/$packages "${PYTHON:-python3}" -m tests.page "$OWUI_FULL_PYTHON"
