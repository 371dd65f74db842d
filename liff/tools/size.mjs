/** Weighs the first load: all script but what comes only when it is asked for. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 62 * 1024;
const assets = new URL("../dist/assets/", import.meta.url);
const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
const weights = scripts.map((name) => {
  const later = /^(en|ja-easy|altcha|argon2id|my-access)-/.test(name);
  return { name, later, bytes: gzipSync(readFileSync(new URL(name, assets)), { level: 9 }).length };
});
for (const { name, later, bytes } of weights) {
  console.log(`${String(bytes).padStart(7)} B gzip  ${name}${later ? "  (when asked for)" : ""}`);
}
const first = weights.filter(({ later }) => !later).reduce((sum, { bytes }) => sum + bytes, 0);
console.log(
  `${String(first).padStart(7)} B gzip  first load of script, LIFF included; budget ${BUDGET}`,
);
if (first > BUDGET) process.exit(1);
