#!/usr/bin/env bash
# Ensures libfaketime, with which the tests step the clock of a running service: installed from
# Debian's packages if missing and permitted, else named.
set -euo pipefail

for folder in /usr/lib/*-linux-gnu /usr/lib /usr/lib64; do
    [ -e "$folder/faketime/libfaketime.so.1" ] && exit 0
done

"$(dirname "$0")/need-packages.sh" "the tests of clock steps" "" libfaketime
