#!/usr/bin/env bash
# libfaketime, with which the tests step the clock of a running service: there already, or installed
# from Debian's packages where that is permitted, or named.
set -euo pipefail

for folder in /usr/lib/*-linux-gnu /usr/lib /usr/lib64; do
    [ -e "$folder/faketime/libfaketime.so.1" ] && exit 0
done
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing libfaketime …"
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends libfaketime >/dev/null
else
    echo "error: the tests need libfaketime" >&2
    echo "  Debian, Ubuntu: sudo apt-get install libfaketime" >&2
    exit 1
fi
