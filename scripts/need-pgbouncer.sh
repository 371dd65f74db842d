#!/usr/bin/env bash
# Ensures a PgBouncer for its tests: installed from Debian's package if missing and permitted, else
# named. PGBOUNCER names another one.
set -euo pipefail

[ -n "${PGBOUNCER:-}" ] && exit 0
command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] && exit 0

"$(dirname "$0")/need-packages.sh" "the tests of PgBouncer" "install it; PGBOUNCER names the program" pgbouncer
