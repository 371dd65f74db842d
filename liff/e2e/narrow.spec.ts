/** Small screens and large letters: everything is there, and nothing has to be scrolled sideways. */
import type { Page } from "@playwright/test";

import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

const READERS = [
  { who: "320 pixels", walk: "narrow", width: 320, height: 1400, letters: 16 },
  { who: "letters of 200 %", walk: "large", width: 390, height: 2600, letters: 32 },
  { who: "both", walk: "narrow-large", width: 320, height: 2600, letters: 32 },
];

for (const { who, walk, width, height, letters } of READERS) {
  test.describe(who, () => {
    test.use({ viewport: { width, height } });

    test("from the terms to My Page", async ({ demo, page }) => {
      const album = new Album(page, walk);
      const pages = new Pages(page);
      const look = async (name: string) => {
        await expectNothingAside(page, name);
        await album.look(name);
      };
      await setLetters(page, letters);
      await page.goto(demo.pagesUrl);
      await pages.stand("利用規約");
      await look("terms");
      await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
      await pages.button("予約をはじめる").click();
      await pages.stand("個人の認証（本人確認）");
      await page.getByRole("radio", { name: "昭和" }).check();
      await look("identity");
      await page.getByLabel("券番号").fill("1234567890");
      await pages.button("文字で入力する").click();
      await page.getByLabel("生年月日").fill("S25.5.5");
      await pages.button("次に進む").click();
      await pages.stand("LINE連携");
      await look("line");
      await pages.button("LINE連携をしないで進む").click();
      await pages.stand("連絡先の入力");
      await pages.button("次に進む").click();
      await look("contact");
      await pages.fillContact({ name: "シオカゼ ハナコ", phone: "09012345678" });
      await pages.stand("予約方法の選択");
      await look("choice");
      await pages.chooseWay("日時から決める");
      await pages.seeMonth("2026年11月");
      await pages.button("来月→").click();
      await pages.seeMonth("2026年12月");
      await look("calendar");
      await pages.day("12月8日（火）").click();
      await pages.stand("会場の種類を選ぶ");
      await look("category");
      await pages.link("集団接種会場").click();
      await pages.stand("12月8日（火）の接種会場");
      await look("venues");
      await pages.link("潮風市民ホール").click();
      await pages.stand("希望時間を選ぶ");
      await look("times");
      await pages.link("10:00～10:30").click();
      await pages.stand("予約内容の確認");
      await look("confirm");
      await pages.button("予約を確定する").click();
      await pages.stand("ご予約が完了しました");
      await look("done");
      await pages.link("マイページ").click();
      await pages.stand("マイページ");
      await look("my-page");
      await pages.button("ご予約をキャンセルして取り直す").click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await look("question");
    });
  });
}

/**
 * As in the browser's settings: the size that everything else is measured by. A picture of a whole
 * page undoes it; hence the high windows.
 */
async function setLetters(page: Page, standard: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Page.setFontSizes", { fontSizes: { standard, fixed: standard } });
}

/** Neither the page nor anything on it reaches beyond the right edge, and no words are cut off. */
async function expectNothingAside(page: Page, name: string): Promise<void> {
  const aside = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const seen = (element: Element) => !element.closest(".unseen, .skip");
    const beyond = [...document.body.querySelectorAll("*")].filter(
      (element) =>
        seen(element) &&
        (element.getBoundingClientRect().right > width + 1 ||
          (element instanceof HTMLElement &&
            element.scrollWidth > element.clientWidth + 1 &&
            getComputedStyle(element).display !== "inline")),
    );
    const words = beyond.map(
      (element) => `${element.tagName}.${element.className}: ${element.textContent?.slice(0, 30)}`,
    );
    return document.documentElement.scrollWidth > width ? ["the page", ...words] : words;
  });
  expect.soft(aside, `beyond the edge on ${name}`).toEqual([]);
}
