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

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${packages[*]} …"
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        "${packages[@]}" >/dev/null
else
    echo "error: the browser tests need ${packages[*]}" >&2
    echo "  Debian, Ubuntu: sudo apt-get install ${packages[*]}" >&2
    echo "  elsewhere: install Chromium and a Japanese font; SESSHU_CHROMIUM names the program" >&2
    exit 1
fi
