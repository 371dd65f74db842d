#!/usr/bin/env bash
# A Chromium and Japanese fonts for the browser tests: there already, or installed from Debian's
# packages where that is permitted, or named.
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
