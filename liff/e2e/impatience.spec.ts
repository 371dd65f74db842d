/** Impatient use never books twice and never ends on a wrong page. */
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";

import { type Demo, NOW } from "./demo.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { expect, test } from "./stage.ts";

const HER = { name: "シオカゼ ハナコ", phone: "09012345678" };

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test("back and reload at each step, by date", async ({ demo, page }) => {
  const pages = new Pages(page);
  await page.goto(demo.pagesUrl);
  await shake(pages, "利用規約");
  await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
  await pages.button("予約をはじめる").click();
  await shake(pages, "個人の認証（本人確認）", "利用規約");
  await pages.prove(HANAKO);
  await shake(pages, "LINE連携");
  await pages.button("LINE連携をしないで進む").click();
  await shake(pages, "連絡先の入力", "LINE連携");
  await pages.at.getByLabel("お名前（カナ）").fill(HER.name);
  await page.reload();
  await expect(pages.at.getByLabel("お名前（カナ）")).toHaveValue(HER.name);
  await pages.fillContact(HER);
  await shake(pages, "予約方法の選択", "連絡先の入力");
  await pages.chooseWay("日時から決める");
  await shake(pages, "希望日を選ぶ", "予約方法の選択");
  await pages.button("来月→").click();
  await pages.seeMonth("2026年12月");
  await page.reload();
  await pages.seeMonth("2026年12月");
  await pages.day("12月8日（火）").click();
  await shake(pages, "会場の種類を選ぶ", "希望日を選ぶ");
  await pages.link("集団接種会場").click();
  await shake(pages, "12月8日（火）の接種会場", "会場の種類を選ぶ");
  await pages.link("潮風市民ホール").click();
  await shake(pages, "希望時間を選ぶ", "12月8日（火）の接種会場");
  await pages.link("10:00～10:30").click();
  await shake(pages, "予約内容の確認", "希望時間を選ぶ");

  await pages.button("予約を確定する").click();
  await pages.stand("ご予約が完了しました");
  // Going back to the times after the booking and booking again makes no second booking.
  await page.reload();
  await pages.stand("ご予約が完了しました");
  await page.goBack();
  await pages.stand("希望時間を選ぶ");
  await pages.link("11:00～11:30").click();
  await pages.button("予約を確定する").click();
  await expectAlreadyBooked(pages);
});

test("back and reload by place, on My Page, and after logging out", async ({ demo, page }) => {
  const pages = new Pages(page);
  await page.goto(`${demo.pagesUrl}identity`);
  await pages.prove(HANAKO, { agree: true });
  await pages.button("LINE連携をしないで進む").click();
  await pages.fillContact(HER);
  await pages.chooseWay("場所から決める");
  await shake(pages, "会場の種類を選ぶ", "予約方法の選択");
  await pages.link("集団接種会場").click();
  await shake(pages, "接種会場を選ぶ", "会場の種類を選ぶ");
  await pages.link("潮風市民ホール").click();
  await shake(pages, "希望日を選ぶ", "接種会場を選ぶ");
  await pages.button("来月→").click();
  await pages.day("12月8日（火）").click();
  await pages.book("10:00～10:30");
  await pages.link("マイページ").click();
  await shake(pages, "マイページ", "ご予約が完了しました");

  // A dialog that is left unanswered cancels nothing; a cancellation stays.
  await pages.button("ご予約をキャンセルして取り直す").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.reload();
  await pages.stand("マイページ");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await pages.see("予約済み");
  await pages.button("ご予約をキャンセルして取り直す").click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await pages.see("キャンセルしました");
  await page.reload();
  await pages.see("現在、ご予約はありません。");
  await page.goBack();
  await pages.stand("マイページ");
  await pages.see("現在、ご予約はありません。");

  await pages.link("連絡先を変更する").click();
  await shake(pages, "連絡先の入力", "マイページ");
  await page.goBack();
  await pages.stand("マイページ");
  await pages.button("ログアウト").click();
  await shake(pages, "ログアウトしました");
  // Earlier pages show nothing about the person any more.
  await page.goBack();
  await pages.stand("希望時間を選ぶ");
  await expect(page.getByText(/シオカゼ|残り\d/)).toHaveCount(0);
  await page.goForward();
  await pages.stand("ログアウトしました");
  await page.goto(`${demo.pagesUrl}mypage`);
  await shake(pages, "ログアウトしました");
  await pages.button("マイページ").click();
  await pages.stand("個人の認証（本人確認）");
});

test("the robot check bears reloading and two taps", async ({ demo, page }) => {
  const pages = new Pages(page);
  await page.goto(`${demo.pagesUrl}robot-check`);
  await pages.stand("確認のお願い");
  const box = page.getByRole("checkbox", { name: "私はロボットではありません" });
  await box.click();
  await pages.see("確認できました。");
  await page.reload();
  await pages.stand("確認のお願い");
  await box.click();
  await pages.see("確認できました。");
  await pages.button("進む").dblclick();
  await pages.stand("個人の認証（本人確認）");
});

test("two phones at once with one coupon: one booking", async ({
  browser,
  contextOptions,
  demo,
  page,
}) => {
  const first = new Pages(page);
  await page.goto(`${demo.pagesUrl}identity`);
  await first.prove(HANAKO, { agree: true });
  await first.button("LINE連携をしないで進む").click();
  await first.fillContact(HER);
  await first.chooseWay("場所から決める");
  await first.choosePlace("潮風市民ホール", "12月8日（火）");
  await first.stand("希望時間を選ぶ");
  const times = new URL(page.url()).pathname.replace(/^\/liff/, "");
  await first.link("10:00～10:30").click();
  await first.stand("予約内容の確認");

  const second = await anotherPhone(browser, contextOptions, demo, times);
  await second.link("11:00～11:30").click();
  await second.stand("予約内容の確認");

  const both = [first, second];
  await Promise.all(both.map((pages) => pages.button("予約を確定する").click()));
  const ends = await Promise.all(both.map(endOf));
  expect(ends.toSorted()).toEqual(["ご予約が完了しました", "マイページ"]);
  const [kept, other] = ends[0] === "マイページ" ? ["11:00", "10:00"] : ["10:00", "11:00"];
  for (const pages of both) {
    if (pages === both[ends.indexOf("マイページ")]) await pages.see("すでにご予約があります。");
    else await pages.link("マイページ").click();
    await pages.stand("マイページ");
    await pages.see(`${kept}～`);
    await expect(pages.at.getByText(`${other}～`)).toHaveCount(0);
    await pages.see("履歴はまだありません。");
  }
});

/** Reloads, goes back and forward again; the page is still the same. */
async function shake(pages: Pages, heading: string, before?: string): Promise<void> {
  const page = pages.at as Page;
  await pages.stand(heading);
  await page.reload();
  await pages.stand(heading);
  if (!before) return;
  await page.goBack();
  await pages.stand(before);
  await page.goForward();
  await pages.stand(heading);
}

async function anotherPhone(
  browser: Browser,
  options: BrowserContextOptions,
  demo: Demo,
  next: string,
): Promise<Pages> {
  const context = await browser.newContext({ ...options, locale: "ja-JP" });
  await context.clock.setFixedTime(NOW);
  const page = await context.newPage();
  const pages = new Pages(page);
  await page.goto(`${demo.pagesUrl}identity?next=${encodeURIComponent(next)}`);
  await pages.prove(HANAKO, { agree: true });
  await pages.button("LINE連携をしないで進む").click();
  return pages;
}

/** Returns the page on which the attempt to book ended. */
async function endOf(pages: Pages): Promise<string> {
  const heading = pages.at.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText(/^(ご予約が完了しました|マイページ)$/);
  return heading.innerText();
}

/** Expects My Page with the only booking. */
async function expectAlreadyBooked(pages: Pages): Promise<void> {
  await pages.stand("マイページ");
  await pages.see("すでにご予約があります。");
  await pages.see("10:00～10:30");
  await pages.see("履歴はまだありません。");
}
