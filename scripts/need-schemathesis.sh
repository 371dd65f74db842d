#!/usr/bin/env bash
# Ensures Schemathesis in a virtual environment in this checkout, in the versions that
# tests/attack/requirements.txt pins, and prints its path.
set -euo pipefail
cd "$(dirname "$0")/.."

./scripts/need.sh python3
# Debian has the module, but splits what it needs into a package of its own.
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    ./scripts/need-packages.sh "the attacks on the API" "" python3-venv
fi

home="${CARGO_TARGET_DIR:-target}/schemathesis"
if ! cmp -s tests/attack/requirements.txt "$home/installed.txt"; then
    rm -rf "$home"
    python3 -m venv "$home"
    "$home/bin/pip" install --quiet --disable-pip-version-check --no-deps \
        --requirement tests/attack/requirements.txt >&2
    cp tests/attack/requirements.txt "$home/installed.txt"
fi
echo "$home/bin/schemathesis"
