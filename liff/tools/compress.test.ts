/** The build writes a compressed file beside each file that a browser loads. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { compressFolder } from "./compress.mjs";

const DIST = "dist";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "compress-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

it("scripts, styles and pages are compressed, in folders too", () => {
  mkdirSync(join(folder, "assets"));
  const names = ["index.html", "assets/index-AbCd1234.js", "assets/index-AbCd1234.css"];
  for (const name of names) writeFileSync(join(folder, name), `${name} `.repeat(100));
  expect(compressFolder(folder)).toHaveLength(2 * names.length);
  for (const name of names) {
    const plain = readFileSync(join(folder, name));
    expect(brotliDecompressSync(readFileSync(join(folder, `${name}.br`)))).toEqual(plain);
    expect(gunzipSync(readFileSync(join(folder, `${name}.gz`)))).toEqual(plain);
  }
});

it("a compressed file that is no smaller is not written", () => {
  writeFileSync(join(folder, "tiny.js"), "1");
  writeFileSync(join(folder, "picture.png"), "picture ".repeat(100));
  expect(compressFolder(folder)).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(["picture.png", "tiny.js"]);
});

it("a second run compresses no compressed file", () => {
  writeFileSync(join(folder, "index.js"), "index ".repeat(100));
  compressFolder(folder);
  compressFolder(folder);
  expect(readdirSync(folder).sort()).toEqual(["index.js", "index.js.br", "index.js.gz"]);
});

it.skipIf(!existsSync(DIST))("every file of the build has its compressed files", () => {
  const names = readdirSync(DIST, { recursive: true, encoding: "utf8" });
  const loaded = names.filter((name) => /\.(html|js|css)$/.test(name));
  expect(loaded.length).toBeGreaterThan(0);
  const missing = loaded
    .flatMap((name) => [`${name}.br`, `${name}.gz`])
    .filter((name) => !names.includes(name));
  expect(missing).toEqual([]);
});
