/**
 * The pictures of the administrator's manual: the commands' output on the opening day, from the
 * tests' snapshots, shown in a terminal window.
 * `SESSHU_PICTURES=../docs/pictures npm run e2e -- office`
 */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { PICTURES } from "./look.ts";

test.skip(!PICTURES, "pictures are not asked for");
test.use({ deviceScaleFactor: 1.5, viewport: { width: 1180, height: 400 } });

/** A picture's name, its chapter, and the beginnings of the commands that it shows. */
const SHOWN: [string, string, string[]][] = [
  ["help", "11_mistakes", ["sesshu --help"]],
  ["settings-check", "1_settings", ["sesshu settings check"]],
  ["settings-show", "1_settings", ["sesshu settings show"]],
  ["database", "2_database", ["sesshu migrate"]],
  ["data", "3_data", ["sesshu venues", "sesshu slots", "sesshu coupons"]],
  ["check", "5_check", ["sesshu check"]],
  ["line", "4_line", ["sesshu rich-menu", "sesshu doctor"]],
  ["telephone", "7_telephone", ["sesshu bookings"]],
  ["notices", "8_notices", ["sesshu notices"]],
  ["venue", "9_venue", ["sesshu bookings"]],
];

for (const [name, chapter, beginnings] of SHOWN) {
  test(`the picture ${name}`, async ({ page }) => {
    const shown = commandsOf(chapter).filter((command) =>
      beginnings.some((beginning) => command.startsWith(`$ ${beginning}`)),
    );
    expect(shown, `${chapter} has none of ${beginnings}`).not.toEqual([]);
    await page.setContent(terminal(shown.join("\n\n")));
    await page.locator("pre").screenshot({ path: `${PICTURES}/admin/${name}.png` });
  });
}

/** Returns the commands of a chapter, each with its output. */
function commandsOf(chapter: string): string[] {
  const folder = "../tests/it/opening_day/snapshots";
  const text = readFileSync(`${folder}/it__opening_day__${chapter}_ja.snap`, "utf8");
  const transcript = text.split("\n---\n")[1] ?? "";
  return transcript.split(/\n(?=\$ )/).map((command) => command.trim());
}

function terminal(text: string): string {
  const typed = plain(ruled(text)).replace(/^\$ (.*)$/gm, "<b><i>$</i> $1</b>");
  const looks = `
    body { margin: 0; background: white; }
    pre {
      display: inline-block; min-width: 640px; max-width: 1140px; margin: 12px; padding: 18px 22px;
      font: 15px/1.45 "Noto Sans Mono CJK JP", "IPAGothic", monospace; white-space: pre-wrap;
      color: #e8edf2; background: #14202b; border-radius: 10px;
    }
    b { color: #ffffff; } i { color: #6fd3c3; font-style: normal; }`;
  return `<!doctype html><html lang="ja"><style>${looks}</style><pre>${typed}</pre></html>`;
}

/** Shortens rules, which are twice as wide in a Japanese font. */
function ruled(text: string): string {
  return text.replace(/^[─═]+$/gm, (rule) => rule.slice(0, rule.length / 2));
}

function plain(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
