#!/usr/bin/env bash
# The recipe of `make conformance`: ask the real host anew and hold the linter against its answer.
# usage: run.sh [RELEASE ...]           default: every release with stored verdicts
#
# Environments are kept under .conformance/. The Pipelines server comes from the checkout named by
# OWUI_PIPELINES; if that is empty it is cloned to .conformance/pipelines-server.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
releases=${*:-"0.12.4 0.11.4 0.6.43"}

for server in $releases pipelines; do
    tests/conformance/environment.sh "$server" ".conformance/$server"
done
OWUI_PIPELINES=$(tests/conformance/checkout.sh)
export OWUI_PIPELINES

# The stored facts of a release, against its wheel and against what is installed of it.
facts() {
    "$python" -m pip download -q --no-deps --ignore-requires-python -d .conformance/wheels \
        "open-webui==$1"
    "$python" -m owui_lint.host.generate --check ".conformance/wheels/open_webui-$1-"*.whl &&
        OWUI_HOST_PYTHON=$PWD/.conformance/$1/bin/python \
            "$python" -m pytest -q tests/host/test_installed.py
}

"$python" -m tests.conformance.generate --check
code=0
for release in $releases; do
    facts "$release" || code=1
done
# shellcheck disable=SC2086
{
    "$python" -m tests.conformance.verdicts --check $releases pipelines || code=1
    "$python" -m tests.conformance.tool_specs --check $releases || code=1
    "$python" -m tests.conformance.components --check $releases pipelines || code=1
    "$python" -m tests.conformance.fixes $releases || code=1
    CONFORMANCE_FINAL=1 "$python" -m tests.conformance.compare $releases || code=1
}
exit $code
