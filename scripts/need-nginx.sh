#!/usr/bin/env bash
# Ensures nginx with the module for precompressed brotli files, and wrk, the load generator of
# `make bench-assets`: installed from Debian's packages if missing and permitted, else named.
set -euo pipefail

module=ngx_http_brotli_static_module.so
packages=()
PATH="$PATH:/usr/sbin"
command -v nginx >/dev/null || packages+=(nginx)
command -v wrk >/dev/null || packages+=(wrk)
if ! ls /usr/lib/nginx/modules/"$module" >/dev/null 2>&1; then
    packages+=(libnginx-mod-http-brotli-static)
fi
[ "${#packages[@]}" -eq 0 ] && exit 0

"$(dirname "$0")/need-packages.sh" "the comparison with nginx" "" "${packages[@]}"
