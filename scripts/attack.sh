#!/usr/bin/env bash
# Sends to a demo of its own whatever schemathesis generates from the API's description: examples,
# boundary values, wrong types, sequences of requests. No response may be a 5xx or undescribed; and
# the demo must log no complaint and end in order.
#   usage: attack.sh [requests for each operation and phase, 40] [minimum in total, 0]
set -euo pipefail
cd "$(dirname "$0")/.."

each=${1:-40}
at_least=${2:-0}
seed=${SESSHU_SEED:-20261126}
schemathesis=$(./scripts/need-schemathesis.sh)
sesshu=${SESSHU_BIN:-${CARGO_TARGET_DIR:-target}/debug/sesshu}

room=$(mktemp -d)
LC_ALL=C.UTF-8 SESSHU_LOG_FORMAT=json "$sesshu" demo --listen 127.0.0.1:0 --simulator 127.0.0.1:0 \
    --now 2026-11-24T10:00:00+09:00 >"$room/said" 2>"$room/log" &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; rm -rf "$room"' EXIT

address=
for _ in $(seq 600); do
    address=$(sed -n 's|.*The service *\(http://[^/]*\)/.*|\1|p' "$room/said")
    [ -n "$address" ] && break
    kill -0 "$demo" || { cat "$room/log" >&2; exit 1; }
    sleep 0.1
done

export SESSHU_ATTACKED=$address SCHEMATHESIS_HOOKS=visitors PYTHONPATH=tests/attack
echo "SESSHU_SEED=$seed"
"$schemathesis" --config-file tests/attack/schemathesis.toml run "$address/api/openapi.json" \
    --max-examples "$each" --seed "$seed" --continue-on-failure --warnings off --no-color \
    --generation-database none | tee "$room/report"

kill -TERM "$demo"
wait "$demo"
if grep -E '"level":"ERROR"|panicked at' "$room/log"; then
    echo "error: the demo logged errors" >&2
    exit 1
fi
made=$(sed -n 's/^ *\([0-9,]*\) generated.*/\1/p' "$room/report" | tr -d ,)
if [ "${made:-0}" -lt "$at_least" ]; then
    echo "error: only ${made:-0} of at least $at_least requests were made" >&2
    exit 1
fi
