#!/usr/bin/env bash
# A PgBouncer for its tests: there already, or installed from Debian's package where that is
# permitted, or named. PGBOUNCER names another one.
set -euo pipefail

[ -n "${PGBOUNCER:-}" ] && exit 0
command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing pgbouncer …"
    apt-get update -q >/dev/null
    # No service is started: each test brings its own.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        pgbouncer >/dev/null
else
    echo "error: the tests of PgBouncer need pgbouncer" >&2
    echo "  Debian, Ubuntu: sudo apt-get install pgbouncer" >&2
    echo "  elsewhere: install it; PGBOUNCER names the program" >&2
    exit 1
fi
