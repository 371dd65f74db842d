#!/usr/bin/env bash
# Reports which of the named programs is missing and how to get it.
set -euo pipefail
for program in "$@"; do
    if ! command -v "$program" >/dev/null; then
        case "$program" in
            node | npm) hint="install Node.js 20.19 or newer (https://nodejs.org)" ;;
            cargo) hint="install Rust by rustup (https://rustup.rs)" ;;
            cargo-fuzz) hint="cargo install cargo-fuzz, and rustup toolchain install nightly" ;;
            clippy-driver) hint="rustup component add clippy" ;;
            pgbench | psql) hint="install PostgreSQL (Debian: apt-get install postgresql)" ;;
            *) hint="install it with the system's package manager" ;;
        esac
        echo "error: $program is missing; $hint" >&2
        exit 1
    fi
done
