/** The readers of each language, and the names by which they find things on the pages. */
import type { Page } from "@playwright/test";

import { en } from "../src/words/en.ts";
import { ja } from "../src/words/ja.ts";
import { jaEasy } from "../src/words/ja-easy.ts";
import type { Dictionary, Key } from "../src/words/say.tsx";

export const READERS = [
  {
    code: "ja",
    name: "日本語",
    words: ja,
    era: "era.showa",
    year: "25",
    months: ["2026年11月", "2026年12月"],
    day: "12月8日（火） 空きあり",
  },
  {
    code: "ja-easy",
    name: "やさしい日本語",
    words: jaEasy,
    era: "era.showa",
    year: "25",
    months: ["2026年11月", "2026年12月"],
    day: "12月8日（火曜日） あいて います",
  },
  {
    code: "en",
    name: "English",
    words: en,
    era: "era.western",
    year: "1950",
    months: ["November 2026", "December 2026"],
    day: "Tue, 8 Dec: Available",
  },
] as const;

/** Sentences without parameters. */
export type SentenceKey = { [K in Key]: Dictionary[K] extends string ? K : never }[Key];

/** Returns a pattern for a sentence as name: Playwright sees spaces around words with readings. */
export function named(words: Dictionary, key: SentenceKey): RegExp {
  const letters = [...plain(words[key]).replace(/\s/g, "")].map((letter) =>
    letter.replace(/[^\p{L}\d]/u, "\\$&"),
  );
  return new RegExp(`^\\s*${letters.join("\\s*")}`);
}

/**
 * Returns texts that do not belong on a page in this language, apart from parts marked as Japanese:
 * sentences of the Japanese dictionary, and on an English page anything in Japanese.
 */
export async function strangersOn(page: Page, words: Dictionary): Promise<string[]> {
  const own = new Set(sentencesOf(words));
  const foreign = sentencesOf(ja).filter((sentence) => sentence.length > 1 && !own.has(sentence));
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node instanceof Element ? node : node.parentElement;
      if (!element || element.closest("body [lang=ja], rt, script, noscript")) continue;
      if (node === element) found.push(element.getAttribute("aria-label") ?? "");
      else found.push(node.textContent ?? "");
    }
    return found.map((text) => text.trim());
  });
  const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
  return texts.filter((text) => foreign.includes(text) || (words === en && japanese.test(text)));
}

function sentencesOf(words: Dictionary): string[] {
  return Object.values(words).flatMap((each) => (typeof each === "string" ? [plain(each)] : []));
}

export function plain(sentence: string): string {
  return sentence.replace(/\{([^|{}]+)\|[^|{}]+\}/g, "$1");
}
