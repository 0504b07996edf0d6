#!/usr/bin/env bash
# Make the environment in which the probe asks the real host (about 600 MB and a minute a release).
# usage: environment.sh VERSION DIRECTORY     a published Open WebUI, or `pipelines` for its server
set -euo pipefail
version=$1 directory=$2 here=$(cd "$(dirname "$0")" && pwd)

# Open WebUI declares Python >=3.11,<3.13, whatever Python the linter itself runs on.
python=${CONFORMANCE_PYTHON:-$(command -v python3.11 || command -v python3.12 || true)}
if ! "${python:-false}" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))'; then
    echo "conformance needs Python 3.11 or 3.12: set CONFORMANCE_PYTHON" >&2
    exit 1
fi

[ -e "$directory/ready" ] && exit 0
rm -rf "$directory"
"$python" -m venv "$directory"
install() { "$directory/bin/python" -m pip install -q --no-compile "$@"; }

if [ "$version" = pipelines ]; then
    install -r "$here/requirements-pipelines.txt"
else
    "$directory/bin/python" -m pip download -q --no-deps -d "$directory/wheel" "open-webui==$version"
    "$directory/bin/python" "$here/light_pins.py" "$directory"/wheel/*.whl > "$directory/pins.txt"
    install -r "$directory/pins.txt"
    install --no-deps "$directory"/wheel/*.whl
    rm -rf "$directory/wheel"
fi
touch "$directory/ready"
