#!/usr/bin/env bash
# A cluster of two PostgreSQL servers, a and b, under Patroni with synchronous replication, etcd for
# its lock, and HAProxy in front, which leads to the primary. All on free ports of 127.0.0.1.
#
#   cluster.sh start          starts it, waits until it is healthy, prints the URL of HAProxy
#   cluster.sh primary        prints the name of the primary
#   cluster.sh left-by X      waits until another server than X is the primary
#   cluster.sh healthy        waits until the other server is a synchronous standby
#   cluster.sh kill-server X  kills PostgreSQL on X; its Patroni goes on
#   cluster.sh kill-host X    kills PostgreSQL and Patroni on X, as if the machine were gone
#   cluster.sh start-host X   starts Patroni on X again
#   cluster.sh freeze X       stops all of X where it stands; its kernel goes on acknowledging
#   cluster.sh thaw X
#   cluster.sh switchover     makes the standby the primary, as planned maintenance does
#   cluster.sh run CMD …      starts it, runs a command with SESSHU_TEST_POSTGRES, and stops it
#   cluster.sh stop
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export SESSHU_FAILOVER_HOME=${SESSHU_FAILOVER_HOME:-/var/tmp/sesshu-failover-$$}
home=$SESSHU_FAILOVER_HOME
owner=postgres
PATH=$PATH:/usr/sbin

say() { echo "cluster: $*" >&2; }
die() { say "$*"; exit 1; }
port() { cat "$home/port-$1"; }
url() { echo "postgres://sesshu@127.0.0.1:$(port haproxy)/postgres"; }

# PostgreSQL refuses to run as root; there everything runs as the user postgres.
as_owner() {
    if [ "$(id -u)" -ne 0 ]; then
        exec env -C "$home" "$@"
    fi
    exec setpriv --reuid="$owner" --regid="$owner" --init-groups env -C "$home" HOME="$home" "$@"
}

# Starts a program in the background and stores its process id in pid-NAME.
launch() {
    local name=$1
    shift
    (as_owner "$@" >>"$home/log-$name" 2>&1 </dev/null) &
    echo $! >"$home/pid-$name"
    disown
}

draw_port() {
    local port
    while :; do
        port=$((RANDOM % 10000 + 10000))
        grep -qsx "$port" "$home"/port-* && continue
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port" >"$home/port-$1"
}

patroni_config() {
    local name=$1 bin
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
    cat <<EOF
scope: sesshu
name: $name
restapi: { listen: "127.0.0.1:$(port "rest-$name")", connect_address: "127.0.0.1:$(port "rest-$name")" }
etcd3: { hosts: "127.0.0.1:$(port etcd)" }
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 5
    retry_timeout: 5
    primary_start_timeout: 0
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters:
        max_connections: 100
        wal_log_hints: "on"
        synchronous_commit: "on"
        client_connection_check_interval: 5s
        # No machine crashes here, so nothing needs to reach the disk.
        fsync: "off"
  initdb: [ { encoding: UTF8 }, { locale: C } ]
postgresql:
  listen: "127.0.0.1:$(port "postgres-$name")"
  connect_address: "127.0.0.1:$(port "postgres-$name")"
  data_dir: $home/data-$name
  bin_dir: $bin
  pgpass: $home/pgpass-$name
  remove_data_directory_on_rewind_failure: true
  remove_data_directory_on_diverged_timelines: true
  authentication:
    superuser: { username: sesshu }
    replication: { username: replicator }
  parameters: { unix_socket_directories: "" }
  pg_hba:
    - host all all 127.0.0.1/32 trust
    - host replication all 127.0.0.1/32 trust
watchdog: { mode: "off" }
EOF
}

haproxy_config() {
    cat <<EOF
global
    maxconn 400
defaults
    mode tcp
    option clitcpka
    option srvtcpka
    timeout connect 2s
    timeout check 1s
    timeout client 1h
    timeout server 1h
listen primary
    bind 127.0.0.1:$(port haproxy)
    option httpchk
    http-check send meth OPTIONS uri /primary
    http-check expect status 200
    default-server inter 1s fall 3 rise 1 on-marked-down shutdown-sessions
    server a 127.0.0.1:$(port postgres-a) check port $(port rest-a)
    server b 127.0.0.1:$(port postgres-b) check port $(port rest-b)
EOF
}

start_host() { launch "patroni-$1" patroni "$home/patroni-$1.yml"; }

start() {
    "$here/need.sh"
    mkdir -p "$home"
    for what in etcd etcd-peer haproxy postgres-a postgres-b rest-a rest-b; do draw_port "$what"; done
    patroni_config a >"$home/patroni-a.yml"
    patroni_config b >"$home/patroni-b.yml"
    haproxy_config >"$home/haproxy.cfg"
    [ "$(id -u)" -ne 0 ] || chown -R "$owner" "$home"
    local client peer
    client=http://127.0.0.1:$(port etcd)
    peer=http://127.0.0.1:$(port etcd-peer)
    launch etcd etcd --data-dir "$home/etcd" --listen-client-urls "$client" \
        --advertise-client-urls "$client" --listen-peer-urls "$peer" \
        --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer"
    start_host a
    start_host b
    launch haproxy haproxy -db -f "$home/haproxy.cfg"
    healthy
    url
}

# Prints the name of the server whose Patroni reports a role, if there is one.
who_is() {
    local name
    for name in a b; do
        if curl -fso /dev/null -m 1 "http://127.0.0.1:$(port "rest-$name")/$1"; then
            echo "$name"
            return
        fi
    done
    return 1
}

healthy() {
    local tries
    for tries in $(seq 240); do
        if who_is primary >/dev/null && who_is synchronous >/dev/null; then return; fi
        sleep 0.5
    done
    tail -n 20 "$home"/log-* >&2
    die "the cluster did not become healthy"
}

left_by() {
    local tries
    for tries in $(seq 240); do
        [ "$(who_is primary || echo "$1")" = "$1" ] || return 0
        sleep 0.5
    done
    die "$1 is still the primary"
}

# Prints the processes of a PostgreSQL: each works in its data folder.
postgres_of() {
    local process
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/cwd")" != "$home/data-$1" ] || echo "${process#/proc/}"
    done 2>/dev/null
}

all_of() {
    cat "$home/pid-patroni-$1"
    postgres_of "$1"
}

signal() {
    local signal=$1 process
    shift
    for process in "$@"; do kill "-$signal" "$process" 2>/dev/null || true; done
}

switchover() {
    local primary
    primary=$(who_is primary) || die "there is no primary"
    curl -fsS -m 30 -o /dev/null -X POST -H 'content-type: application/json' \
        -d "{\"leader\": \"$primary\"}" "http://127.0.0.1:$(port "rest-$primary")/switchover"
}

stop() {
    local name
    for name in a b; do
        [ ! -s "$home/pid-patroni-$name" ] || signal KILL $(all_of "$name")
    done
    for name in haproxy etcd; do
        [ ! -s "$home/pid-$name" ] || signal KILL "$(cat "$home/pid-$name")"
    done
    [ -n "${SESSHU_FAILOVER_KEEP:-}" ] || rm -rf "$home"
}

run() {
    trap stop EXIT
    start >/dev/null
    SESSHU_TEST_POSTGRES=$(url) SESSHU_FAILOVER_CLUSTER="$here/cluster.sh" "$@"
}

case ${1:-} in
start) start ;;
stop) stop ;;
primary) who_is primary ;;
left-by) left_by "$2" ;;
healthy) healthy ;;
kill-server) signal KILL $(postgres_of "$2") ;;
kill-host) signal KILL $(all_of "$2") ;;
start-host) start_host "$2" ;;
freeze) signal STOP $(all_of "$2") ;;
thaw) signal CONT $(all_of "$2") ;;
switchover) switchover ;;
run) shift; run "$@" ;;
*) die "unknown command: ${1:-}" ;;
esac
