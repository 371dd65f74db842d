/**
 * Writes a brotli and a gzip file beside each compressible file of the build, once, at the best
 * quality. The server sends these files as they are.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Formats that are compressed already (png, woff2) would only grow. */
const COMPRESSIBLE = /\.(css|html|ico|js|json|map|mjs|svg|txt|wasm|webmanifest|xml)$/;

const ENCODERS = {
  ".br": (bytes) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  ".gz": (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

/** Compresses every compressible file in `folder` and below; returns the paths that it wrote. */
export function compressFolder(folder) {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => COMPRESSIBLE.test(path))
    .flatMap((path) => compressFile(join(folder, path)));
}

function compressFile(path) {
  const bytes = readFileSync(path);
  return Object.entries(ENCODERS).flatMap(([suffix, encode]) => {
    const encoded = encode(bytes);
    // The server sends a file without a compressed one as it is.
    if (encoded.length >= bytes.length) return [];
    writeFileSync(path + suffix, encoded);
    return [path + suffix];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  compressFolder(fileURLToPath(new URL("../dist/", import.meta.url)));
}
