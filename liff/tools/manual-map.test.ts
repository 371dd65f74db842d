/** docs/MANUAL_MAP.md is true: what it names is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const DOCS = "../docs";
const map = readFileSync(`${DOCS}/MANUAL_MAP.md`, "utf8");

it("every picture is there, and no picture is left over", () => {
  const named = [...map.matchAll(/\]\((pictures\/[^)]+)\)/g)].map(([, path]) => path ?? "");
  expect(named.filter((path) => !existsSync(`${DOCS}/${path}`))).toEqual([]);
  const kept = readdirSync(`${DOCS}/pictures/manual`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".png"))
    .map((path) => `pictures/manual/${path}`);
  expect(kept.filter((path) => !named.includes(path))).toEqual([]);
});

it("every journey is there, and has the tests that are quoted", () => {
  const missing = map.split("\n").flatMap((row) => {
    // A quotation belongs to the journey named before it.
    let journey = "";
    const found = [...row.matchAll(/`([a-z-]+\.spec\.ts)`|“([^”]+)”/g)];
    return found.filter(([, file, quoted]) => {
      if (file) journey = existsSync(`e2e/${file}`) ? readFileSync(`e2e/${file}`, "utf8") : "";
      return !journey || (quoted !== undefined && !isTitle(quoted, journey));
    });
  });
  expect(missing.map(([words]) => words)).toEqual([]);
});

it("every page is there", () => {
  const named = [...map.matchAll(/`((?:parts\/)?[a-z-]+\.tsx)`/g)].map(([, path]) => path ?? "");
  expect(named.length).toBeGreaterThan(20);
  const there = (path: string) => existsSync(`src/pages/${path}`) || existsSync(`src/${path}`);
  expect(named.filter((path) => !there(path))).toEqual([]);
});

/** Titles may be cut with …; those of a loop begin with what the loop puts in. */
function isTitle(quoted: string, journey: string): boolean {
  const titles = [...journey.matchAll(/\btest\(\s*(["`])(.*?)\1/g)].map(
    ([, , title]) => title ?? "",
  );
  return titles.some((title) => quoted.split("…").every((part) => title.includes(part)));
}
