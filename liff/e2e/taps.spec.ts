/** How few taps a booking takes, and that impatience never books twice and never loses the way. */
import type { Locator, Page } from "@playwright/test";

import { NOW } from "./demo.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { expect, test } from "./stage.ts";

const HER = { name: "シオカゼ ハナコ", phone: "09012345678" };
const MOST_TAPS = 7;

test("a linked person books with seven taps, and a double tap books once", async ({ phone }) => {
  const pages = new Pages(phone.liff);
  await phone.pickUp();
  await phone.addFriend();
  await phone.link(HANAKO);
  await phone.press("マイページ");
  await pages.link("連絡先を変更する").click();
  await pages.stand("連絡先の入力");
  await pages.at.getByLabel("お名前（カナ）").fill(HER.name);
  await pages.at.getByLabel("電話番号").fill(HER.phone);
  await pages.button("次に進む").click();
  await pages.stand("マイページ");
  await phone.page.getByRole("button", { name: "閉じる" }).click();
  await phone.seesNoPage();
  await phone.page.getByRole("button", { name: "メニューを開く" }).click();

  let taps = 0;
  const tap = async (target: Locator) => {
    taps += 1;
    await target.click();
  };
  const menu = phone.page.getByRole("group", { name: "リッチメニュー" });
  await tap(menu.getByRole("button", { name: "ワクチン予約・確認" }));
  await phone.hears("予約はまだありません", 2);
  await tap(phone.log.getByRole("button", { name: "場所から予約", exact: true }).last());
  await tap(pages.link("集団接種会場"));
  await tap(pages.link("潮風市民ホール"));
  await tap(pages.at.getByRole("gridcell", { name: "空きあり" }).first());
  await pages.stand("希望時間を選ぶ");
  await tap(pages.at.getByRole("listitem").getByRole("link").first());
  await pages.stand("予約内容の確認");
  taps += 1;
  await pages.button("予約を確定する").dblclick();
  await pages.stand("ご予約が完了しました");
  expect(taps).toBeLessThanOrEqual(MOST_TAPS);

  await pages.link("マイページ").click();
  await pages.stand("マイページ");
  await pages.see("予約済み");
  await pages.see("履歴はまだありません。");
  await phone.page.getByRole("button", { name: "閉じる" }).click();
  await phone.hears("ご予約が完了しました", 1);
});

test.describe("an ordinary browser", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  test("back and reload at each step, and two browsers with one coupon", async ({
    browser,
    contextOptions,
    demo,
    page,
  }) => {
    const pages = new Pages(page);
    /** Reloads, goes back to what came before and forward again: it is still the same page. */
    const shake = async (heading: string, before?: string) => {
      await pages.stand(heading);
      await page.reload();
      await pages.stand(heading);
      if (!before) return;
      await page.goBack();
      await pages.stand(before);
      await page.goForward();
      await pages.stand(heading);
    };

    await page.goto(demo.pagesUrl);
    await shake("利用規約");
    await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
    await pages.button("予約をはじめる").click();
    await shake("個人の認証（本人確認）", "利用規約");
    await prove(pages);
    await shake("LINE連携");
    await pages.button("LINE連携をしないで進む").click();
    await shake("連絡先の入力", "LINE連携");
    await pages.at.getByLabel("お名前（カナ）").fill(HER.name);
    await page.reload();
    await expect(pages.at.getByLabel("お名前（カナ）")).toHaveValue(HER.name);
    await pages.fillContact(HER);
    await shake("予約方法の選択", "連絡先の入力");
    await pages.chooseWay("日時から決める");
    await shake("希望日を選ぶ", "予約方法の選択");
    await pages.button("来月→").click();
    await pages.seeMonth("2026年12月");
    await page.reload();
    await pages.seeMonth("2026年12月");
    await pages.day("12月8日（火）").click();
    await shake("会場の種類を選ぶ", "希望日を選ぶ");
    await pages.link("集団接種会場").click();
    await shake("12月8日（火）の接種会場", "会場の種類を選ぶ");
    await pages.link("潮風市民ホール").click();
    await shake("希望時間を選ぶ", "12月8日（火）の接種会場");
    const times = pathOf(page);
    await pages.link("10:00～10:30").click();
    await shake("予約内容の確認", "希望時間を選ぶ");

    const context = await browser.newContext({ ...contextOptions, locale: "ja-JP" });
    await context.clock.setFixedTime(NOW);
    const second = await context.newPage();
    const seconds = new Pages(second);
    await second.goto(`${demo.pagesUrl}identity?next=${encodeURIComponent(times)}`);
    await second.getByRole("checkbox", { name: "利用規約に同意する" }).check();
    await prove(seconds);
    await seconds.button("LINE連携をしないで進む").click();
    await seconds.link("11:00～11:30").click();
    await seconds.stand("予約内容の確認");

    await pages.button("予約を確定する").dblclick();
    await pages.stand("ご予約が完了しました");
    await seconds.button("予約を確定する").click();
    await expectAlreadyBooked(seconds);
    await context.close();

    // After the booking, back to the times and once more: no second booking.
    await page.reload();
    await pages.stand("ご予約が完了しました");
    await page.goBack();
    await pages.stand("希望時間を選ぶ");
    await pages.link("11:00～11:30").click();
    await pages.button("予約を確定する").click();
    await expectAlreadyBooked(pages);
  });
});

async function prove(pages: Pages): Promise<void> {
  await pages.stand("個人の認証（本人確認）");
  await pages.at.getByLabel("券番号").fill(HANAKO.number);
  await pages.button("文字で入力する").click();
  await pages.at.getByLabel("生年月日").fill(HANAKO.birthDate);
  await pages.button("次に進む").click();
}

/** My Page, with the one booking that there is. */
async function expectAlreadyBooked(pages: Pages): Promise<void> {
  await pages.stand("マイページ");
  await pages.see("すでにご予約があります。");
  await pages.see("10:00～10:30");
  await pages.see("履歴はまだありません。");
}

/** The page's path as the pages themselves name it. */
function pathOf(page: Page): string {
  return new URL(page.url()).pathname.replace(/^\/liff/, "");
}
