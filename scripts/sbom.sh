#!/usr/bin/env bash
# Writes the software bills of materials, as CycloneDX 1.5 in JSON: sbom/sesshu.cdx.json (crates)
# and sbom/pages.cdx.json (npm packages of the pages).
set -euo pipefail
cd "$(dirname "$0")/.."
version=0.5.9
kept=${XDG_CACHE_HOME:-$HOME/.cache}/sesshu/cargo-cyclonedx-$version
if [ ! -x "$kept/bin/cargo-cyclonedx" ]; then
    echo "compiling cargo-cyclonedx $version, which takes some minutes …" >&2
    cargo install --quiet --locked --root "$kept" --version "$version" cargo-cyclonedx
fi
mkdir -p sbom
# Without the feature `rehearsal`, like the container image.
"$kept/bin/cargo-cyclonedx" cyclonedx --manifest-path Cargo.toml --format json --spec-version 1.5 \
    --target x86_64-unknown-linux-gnu --override-filename sesshu.cdx
mv sesshu.cdx.json sbom/
rm -f migrations/sesshu.cdx.json simulator/sesshu.cdx.json
(cd liff && npm sbom --package-lock-only --omit dev --sbom-format cyclonedx) >sbom/pages.cdx.json
echo "sbom/sesshu.cdx.json, sbom/pages.cdx.json"
