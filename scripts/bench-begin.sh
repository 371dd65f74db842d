#!/usr/bin/env bash
# Begins a file of figures with machine, date and commit.
set -euo pipefail
cd "$(dirname "$0")/.."
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1 | tr -d '"\\')
memory=$(awk '/^MemTotal/ { printf "%d", $2 / 1000000 }' /proc/meminfo 2>/dev/null || echo '?')
mkdir -p "$(dirname "$1")"
cat >"$1" <<JSON
{
  "commit": "$(git rev-parse --short=12 HEAD)",
  "date": "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
  "machine": "$(getconf _NPROCESSORS_ONLN) processors (${model:-unknown}), $memory GB"
}
JSON
