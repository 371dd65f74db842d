#!/bin/sh
# A private PostgreSQL for the tests: its data in target/postgres (in /var/tmp if the user that runs
# it cannot reach that), on a free port of the loopback interface, without fsync. With
# SESSHU_POSTGRES_DURABLE a second one with fsync, for measurements.
#
#   scripts/postgres-for-tests.sh start   starts it if it is not running, prints its URL
#   scripts/postgres-for-tests.sh url     prints the URL of the running one
#   scripts/postgres-for-tests.sh crash   ends it as a crash would, and starts it again at its URL
#   scripts/postgres-for-tests.sh stop
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
owner=postgres

# Under root the server runs as the user postgres, who may not have access to the checkout.
owner_enters() {
    [ "$(id -u)" -ne 0 ] || ! id "$owner" >/dev/null 2>&1 ||
        (cd / && setpriv --reuid="$owner" --regid="$owner" --init-groups test -x "$1") 2>/dev/null
}

if [ -n "${SESSHU_POSTGRES_HOME:-}" ]; then
    home=$SESSHU_POSTGRES_HOME
elif owner_enters "$root"; then
    home=$root/target/postgres
else
    home=/var/tmp/sesshu-postgres-$(echo "$root" | cksum | cut -d' ' -f1)
fi
home=$home${SESSHU_POSTGRES_DURABLE:+-durable}
data=$home/data
log=$home/log

say() { echo "postgres-for-tests: $*" >&2; }
die() { say "$*"; exit 1; }

# PostgreSQL refuses to run as root; there it runs as the user postgres.
as_owner() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    elif command -v setpriv >/dev/null 2>&1; then
        (cd "$home" && setpriv --reuid="$owner" --regid="$owner" --init-groups \
            env HOME="$home" "$@")
    elif command -v runuser >/dev/null 2>&1; then
        (cd "$home" && runuser -u "$owner" -- env HOME="$home" "$@")
    else
        die "running as root needs setpriv or runuser (package util-linux)"
    fi
}

# Prints the folder of the newest installed server of version 15 or later.
find_bin() {
    {
        if command -v pg_ctl >/dev/null 2>&1; then
            dirname "$(readlink -f "$(command -v pg_ctl)")"
        fi
        ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin \
            /usr/local/opt/postgresql@*/bin 2>/dev/null
    } | while read -r candidate; do
        [ -x "$candidate/initdb" ] && [ -x "$candidate/pg_ctl" ] || continue
        version=$("$candidate/pg_ctl" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        [ "${version:-0}" -ge 15 ] && echo "$version $candidate"
    done | sort -rn | sed -n '1s/^[0-9]* //p'
}

require_server() {
    bin=$(find_bin)
    [ -n "$bin" ] && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "no PostgreSQL 15 or later here; installing Debian's package postgresql"
        # Keeps Debian from starting a server of its own.
        mkdir -p /etc/postgresql-common
        [ -e /etc/postgresql-common/createcluster.conf ] ||
            echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
        { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >&2 ||
            die "apt-get could not install postgresql"
        bin=$(find_bin)
    fi
    [ -n "$bin" ] || die "PostgreSQL 15 or later is missing. Install it (Debian: apt-get install postgresql; macOS: brew install postgresql@17) and try again."
}

running() {
    [ -s "$home/url" ] && [ -s "$data/postmaster.pid" ] &&
        as_owner "$bin/pg_isready" -q -t 30 -d "$(cat "$home/url")"
}

free_port() {
    # Ports below the range that the kernel gives to outgoing connections, starting at a number of
    # our own.
    port=$((20000 + $$ % 10000))
    while "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" ||
        (command -v ss >/dev/null 2>&1 && ss -Hltn "sport = :$port" | grep -q .); do
        port=$((port + 1))
    done
    echo "$port"
}

create() {
    rm -rf "$data"
    as_owner "$bin/initdb" --pgdata="$data" --username=sesshu --auth=trust --encoding=UTF8 \
        --locale=C --no-sync >"$log.initdb" 2>&1 ||
        { cat "$log.initdb" >&2; die "initdb failed"; }
}

launch() {
    # As options, so that they override the configuration file of an older checkout. What was
    # committed survives a crash of the server; only with fsync does it survive one of the machine.
    settings="-c listen_addresses=127.0.0.1 -c max_connections=300 -c timezone=UTC"
    settings="$settings -c synchronous_commit=on"
    [ -n "${SESSHU_POSTGRES_DURABLE:-}" ] || settings="$settings -c fsync=off -c full_page_writes=off"
    # A socket's path is limited to about a hundred bytes, so the socket is not in target/.
    sockets=$(as_owner mktemp -d /tmp/sesshu-pg.XXXXXX)
    echo "$sockets" >"$home/sockets"
    for _ in 1 2 3; do
        port=$(free_port)
        if as_owner "$bin/pg_ctl" --pgdata="$data" --log="$log" --wait --timeout=60 \
            --options="-p $port -k $sockets $settings" start >/dev/null 2>&1; then
            echo "postgres://sesshu@127.0.0.1:$port/postgres" >"$home/url"
            return
        fi
    done
    tail -n 20 "$log" >&2 || true
    return 1
}

start() {
    require_server
    mkdir -p "$home"
    if [ "$(id -u)" -eq 0 ]; then
        chown "$owner" "$home" || die "there is no user $owner"
        # The user postgres must be able to reach its data.
        (as_owner test -w "$home") 2>/dev/null ||
            die "the user $owner cannot reach $home: set SESSHU_POSTGRES_HOME to a folder it can reach, e.g. /var/tmp/sesshu-postgres"
    fi
    if running; then
        cat "$home/url"
        return
    fi
    stop
    # Data of an older server or a failed start is discarded.
    major=$("$bin/pg_ctl" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    if [ "$(cat "$data/PG_VERSION" 2>/dev/null || true)" != "$major" ]; then
        create
    fi
    launch || { say "starting again with empty data"; create; launch; } || die "PostgreSQL does not start; see $log"
    cat "$home/url"
}

stop() {
    bin=${bin:-$(find_bin)}
    if [ -n "$bin" ] && [ -s "$data/postmaster.pid" ]; then
        as_owner "$bin/pg_ctl" --pgdata="$data" --mode=immediate --wait stop >/dev/null 2>&1 || true
    fi
    rm -f "$data/postmaster.pid" "$home/url"
    if [ -s "$home/sockets" ]; then
        rm -rf "$(cat "$home/sockets")"
        rm -f "$home/sockets"
    fi
}

crash() {
    bin=$(find_bin)
    [ -n "$bin" ] && running || die "not running; start it with: $0 start"
    as_owner "$bin/pg_ctl" --pgdata="$data" --log="$log" --mode=immediate --wait restart >/dev/null
}

url() {
    bin=$(find_bin)
    [ -n "$bin" ] && running || die "not running; start it with: $0 start"
    cat "$home/url"
}

case ${1:-} in
start) start ;;
stop) stop ;;
url) url ;;
crash) crash ;;
*) die "usage: $0 start|stop|url|crash" ;;
esac
