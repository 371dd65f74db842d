#!/usr/bin/env bash
# What is compiled in and shipped: licences, sources, banned crates; known weaknesses of crates and
# npm packages where the lists of them can be reached. What could not be looked at is said, and
# fails where SESSHU_AUDIT=strict asks for it.
set -euo pipefail
cd "$(dirname "$0")/.."
unseen=()

./scripts/cargo-deny.sh check licenses bans sources

said=$(mktemp)
trap 'rm -f "$said"' EXIT
if ./scripts/cargo-deny.sh check advisories >"$said" 2>&1; then
    echo "advisories of crates: none"
elif grep -q "failed to fetch advisory database" "$said"; then
    unseen+=("the RustSec advisories (github.com cannot be reached)")
else
    cat "$said" >&2
    exit 1
fi

if (cd liff && npm audit --omit=dev --audit-level=moderate) >"$said" 2>&1; then
    echo "advisories of the pages' npm packages: none"
elif grep -q "audit endpoint returned an error" "$said"; then
    unseen+=("the advisories of npm (the registry does not answer)")
else
    cat "$said" >&2
    exit 1
fi

for what in "${unseen[@]}"; do
    echo "not looked at: $what" >&2
done
if [ "${SESSHU_AUDIT:-}" = strict ] && [ ${#unseen[@]} -gt 0 ]; then
    exit 1
fi
