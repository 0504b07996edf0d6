#!/usr/bin/env bash
# The recipe of `make test-host`: the tests that need Open WebUI or the Pipelines server, none skipped.
# usage: test_host.sh [RELEASE]           default: the newest one that verdicts are stored for
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3} release=${1:-0.12.4}

OWUI_PIPELINES=$(tests/conformance/checkout.sh)
tests/conformance/environment.sh pipelines .conformance/pipelines
tests/conformance/environment.sh "$release" ".conformance/$release"
wheels=.conformance/wheels
ls "$wheels/open_webui-$release-"*.whl >/dev/null 2>&1 ||
    "$python" -m pip download -q --no-deps --ignore-requires-python -d "$wheels" "open-webui==$release"
export OWUI_PIPELINES OWUI_WHEELS=$PWD/$wheels OWUI_HOST_PYTHON=$PWD/.conformance/$release/bin/python

report=.conformance/test-host.txt
"$python" -m pytest -q -rs -n 2 --dist loadfile tests/components tests/host | tee "$report"
if grep -q '^SKIPPED' "$report"; then
    echo "make test-host: no test may be skipped here" >&2
    exit 1
fi
