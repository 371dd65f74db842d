#!/usr/bin/env bash
# A PgBouncer for its tests: there already, or installed from Debian's package where that is
# permitted, or named. PGBOUNCER names another one.
set -euo pipefail

[ -n "${PGBOUNCER:-}" ] && exit 0
command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] && exit 0

"$(dirname "$0")/need-packages.sh" "the tests of PgBouncer" "install it; PGBOUNCER names the program" pgbouncer
