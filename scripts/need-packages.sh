#!/usr/bin/env bash
# Installs Debian's packages if permitted, or reports what is missing. It writes to standard error
# only, because some callers print a result.
#
#   need-packages.sh PURPOSE ELSEWHERE PACKAGE …
#
# ELSEWHERE is what to do on other systems; it may be empty.
set -euo pipefail

purpose=$1
elsewhere=$2
shift 2

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $* …" >&2
    apt-get update -q >/dev/null
    # No service is started: each test starts its own.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        "$@" >/dev/null
else
    echo "error: missing for $purpose: $*" >&2
    echo "  Debian, Ubuntu: sudo apt-get install $*" >&2
    [ -z "$elsewhere" ] || echo "  elsewhere: $elsewhere" >&2
    exit 1
fi
