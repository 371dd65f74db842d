#!/usr/bin/env bash
# Ensures what `make failover` needs: installed from Debian's packages if missing and permitted,
# else named.
set -euo pipefail

packages=()
needs() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || packages+=("$2"); }
needs etcd etcd-server
needs patroni patroni
needs haproxy haproxy
needs curl curl
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
# Patroni's clients for etcd and PostgreSQL.
/usr/bin/python3 -c 'import etcd, psycopg2' 2>/dev/null || packages+=(python3-etcd python3-psycopg2)
[ "${#packages[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    # Keeps Debian from starting a server of its own.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
fi
"$(dirname "$0")/../need-packages.sh" "the failover test" "" "${packages[@]}"
