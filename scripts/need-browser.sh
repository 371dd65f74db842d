#!/usr/bin/env bash
# Ensures a Chromium and Japanese fonts for the browser tests: installed from Debian's packages if
# missing and permitted, else named.
set -euo pipefail

packages=()
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null &&
    [ -z "${SESSHU_CHROMIUM:-}" ]; then
    packages+=(chromium)
fi
if ! fc-list :lang=ja 2>/dev/null | grep -q .; then
    packages+=(fonts-noto-cjk)
fi
[ "${#packages[@]}" -eq 0 ] && exit 0

"$(dirname "$0")/need-packages.sh" "the browser tests" \
    "install Chromium and a Japanese font; SESSHU_CHROMIUM names the program" "${packages[@]}"
