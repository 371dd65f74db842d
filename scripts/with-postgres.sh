#!/usr/bin/env bash
# Runs a command with a private PostgreSQL, and stops that afterwards. SESSHU_TEST_POSTGRES, if set,
# names a server to use instead. Ours may be crashed by the command in SESSHU_TEST_POSTGRES_CRASH.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${SESSHU_TEST_POSTGRES:-}" ]; then
    ./scripts/postgres-for-tests.sh start
    trap './scripts/postgres-for-tests.sh stop' EXIT
    SESSHU_TEST_POSTGRES="$(./scripts/postgres-for-tests.sh url)"
    export SESSHU_TEST_POSTGRES SESSHU_TEST_POSTGRES_CRASH="$PWD/scripts/postgres-for-tests.sh crash"
fi
"$@"
