#!/usr/bin/env bash
# Checks what is compiled in and shipped: licences, sources, banned crates; known weaknesses of
# crates and npm packages if the advisory lists can be reached. What could not be checked is
# reported, and fails with SESSHU_AUDIT=strict.
set -euo pipefail
cd "$(dirname "$0")/.."
unseen=()

./scripts/cargo-deny.sh check licenses bans sources

said=$(mktemp)
trap 'rm -f "$said"' EXIT

# advisories OF_WHAT UNREACHABLE UNSEEN COMMAND…: runs the command; if it prints UNREACHABLE, the
# list could not be checked.
advisories() {
    local of=$1 unreachable=$2 what=$3
    shift 3
    if "$@" >"$said" 2>&1; then
        echo "advisories of $of: none"
    elif grep -q "$unreachable" "$said"; then
        unseen+=("$what")
    else
        cat "$said" >&2
        exit 1
    fi
}

advisories "crates" "failed to fetch advisory database" \
    "the RustSec advisories (github.com cannot be reached)" \
    ./scripts/cargo-deny.sh check advisories
advisories "the pages' npm packages" "audit endpoint returned an error" \
    "the advisories of npm (the registry does not answer)" \
    npm --prefix liff audit --omit=dev --audit-level=moderate

for what in "${unseen[@]}"; do
    echo "not checked: $what" >&2
done
if [ "${SESSHU_AUDIT:-}" = strict ] && [ ${#unseen[@]} -gt 0 ]; then
    exit 1
fi
