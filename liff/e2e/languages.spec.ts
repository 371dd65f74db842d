/** やさしい日本語 and English: the whole way, chosen with the switch of the pages themselves. */
import type { Page } from "@playwright/test";

import { en } from "../src/words/en.ts";
import { ja } from "../src/words/ja.ts";
import { jaEasy } from "../src/words/ja-easy.ts";
import type { Dictionary, Key } from "../src/words/say.tsx";
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

const READERS = [
  {
    walk: "easy",
    name: "やさしい日本語",
    words: jaEasy,
    calendar: "era.showa",
    year: "25",
    months: ["2026年11月", "2026年12月"],
    day: "12月8日（火曜日） あいて います",
  },
  {
    walk: "english",
    name: "English",
    words: en,
    calendar: "era.western",
    year: "1950",
    months: ["November 2026", "December 2026"],
    day: "Tue, 8 Dec: Available",
  },
] as const;

for (const { walk, name, words, calendar, year, months, day } of READERS) {
  test(`${name}: from the terms to a cancelled booking`, async ({ demo, page }) => {
    const album = new Album(page, walk);
    const pages = new Pages(page);
    const say = (key: SentenceKey) => asNamed(plain(words[key]));
    const press = (key: SentenceKey) => pages.button(say(key)).click();
    const look = async (picture: string) => {
      expect.soft(await strangersOn(page, words), `other words on ${picture}`).toEqual([]);
      await album.look(picture, { fullPage: true });
    };

    await page.goto(demo.pagesUrl);
    await pages.stand("利用規約");
    await pages.button(name).click();
    await pages.stand(say("terms.title"));
    await expect(page.locator("html")).toHaveAttribute("lang", walk === "english" ? "en" : "ja");
    await look("terms");
    await page.getByRole("checkbox", { name: say("terms.agree") }).check();
    await press("terms.start");

    await pages.stand(say("identity.title"));
    await press("identity.next");
    await expect(page.getByRole("alert")).toBeVisible();
    await look("identity-empty");
    await page.getByRole("textbox", { name: say("identity.number") }).fill("1234567890");
    await page.getByRole("radio", { name: say(calendar) }).check();
    await page.locator("#birth-year").selectOption(year);
    await page.locator("#birth-month").selectOption("5");
    await page.locator("#birth-day").selectOption("5");
    await look("identity");
    await press("identity.next");

    await pages.stand(say("line.title"));
    await look("line");
    await press("line.skip");
    await pages.stand(say("contact.title"));
    await press("contact.next");
    await expect(page.getByRole("alert")).toBeVisible();
    await look("contact-empty");
    await page.getByRole("textbox", { name: say("contact.name") }).fill("シオカゼ ハナコ");
    await page.getByRole("textbox", { name: say("contact.phone") }).fill("09012345678");
    await press("contact.next");

    await pages.stand(say("choice.title"));
    // The language is remembered.
    await page.reload();
    await pages.stand(say("choice.title"));
    await look("choice");
    await page.getByRole("radio", { name: say("choice.place") }).check();
    await press("choice.next");
    await pages.stand(say("category.title"));
    await look("category");
    await pages.link("集団接種会場").click();
    await pages.stand(say("venues.title"));
    await look("venues");
    await pages.link("潮風市民ホール").click();
    await pages.seeMonth(months[0]);
    await press("calendar.nextMonth");
    await pages.seeMonth(months[1]);
    await look("calendar");
    await pages.day(day).click();
    await pages.stand(say("times.title"));
    await look("times");
    await page.getByRole("link", { name: /^10:00/ }).click();

    await pages.stand(say("confirm.title"));
    await look("confirm");
    await press("confirm.commit");
    await pages.stand(say("done.title"));
    await look("done");
    await pages.link(say("nav.myPage")).click();
    await pages.stand(say("my.title"));
    await look("my-page");
    await press("my.cancel");
    const question = page.getByRole("dialog", { name: say("cancel.question") });
    await expect(question).toBeVisible();
    await look("question");
    await question.getByRole("button", { name: say("dialog.ok") }).click();
    await expect(page.getByRole("status").filter({ visible: true })).toBeFocused();
    await expect(page.getByRole("region", { name: say("my.history") })).toContainText("10:00");
    await look("cancelled");
    await press("my.logout");
    await pages.stand(say("logout.title"));
    await look("logged-out");
  });
}

/** Sentences without values to fill in. */
type SentenceKey = { [K in Key]: Dictionary[K] extends string ? K : never }[Key];

function plain(sentence: string): string {
  return sentence.replace(/\{([^|{}]+)\|[^|{}]+\}/g, "$1");
}

/** As a name: around words with readings over them Playwright hears a space. */
function asNamed(text: string): RegExp {
  const letters = [...text.replace(/\s/g, "")].map((letter) =>
    letter.replace(/[^\p{L}\d]/u, "\\$&"),
  );
  return new RegExp(`^\\s*${letters.join("\\s*")}`);
}

/**
 * What does not belong on a page in this language, apart from parts marked as Japanese: sentences
 * of the Japanese dictionary, and on an English page whatever is Japanese and no example of ours.
 */
async function strangersOn(page: Page, words: Dictionary): Promise<string[]> {
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
  return texts.filter(
    (text) => foreign.includes(text) || (words === en && japanese.test(text) && !own.has(text)),
  );
}

function sentencesOf(words: Dictionary): string[] {
  return Object.values(words).flatMap((each) => (typeof each === "string" ? [plain(each)] : []));
}
