/** How few taps a booking needs, and that an extra tap does nothing. */
import type { Locator } from "@playwright/test";

import { Pages } from "./pages.ts";
import { HANAKO, type Phone } from "./phone.ts";
import { expect, test } from "./stage.ts";

const HER = { name: "シオカゼ ハナコ", phone: "09012345678" };

test("a linked person books with seven taps, six where all venues are of one kind", async ({
  context,
  phone,
}) => {
  const pages = new Pages(phone.liff);
  await phone.belongsTo(HANAKO);
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

  expect(await bookFromMenu(phone, pages, 2)).toBeLessThanOrEqual(7);
  await pages.link("マイページ").click();
  await pages.stand("マイページ");
  await pages.see("予約済み");
  await pages.see("履歴はまだありません。");
  await pages.button("ご予約をキャンセルして取り直す").click();
  await pages.at.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await pages.see("キャンセルしました");
  await phone.page.getByRole("button", { name: "閉じる" }).click();
  await expect(phone.lines("ご予約が完了しました")).toHaveCount(1);

  // A municipality with a single venue category.
  await context.route("**/api/venues**", async (route) => {
    const response = await route.fetch();
    const venues: { category: string }[] = await response.json();
    const json = venues.filter(({ category }) => category === "集団接種会場");
    await route.fulfill({ response, json });
  });
  expect(await bookFromMenu(phone, pages, 1)).toBeLessThanOrEqual(6);
});

/** Books from the rich menu, with a double tap at the end. Returns the number of taps. */
async function bookFromMenu(phone: Phone, pages: Pages, categories: 1 | 2): Promise<number> {
  let taps = 0;
  const tap = async (target: Locator) => {
    taps += 1;
    await target.click();
  };
  const cards = phone.lines("予約はまだありません");
  const before = await cards.count();
  const menu = phone.page.getByRole("group", { name: "リッチメニュー" });
  await tap(menu.getByRole("button", { name: "ワクチン予約・確認" }));
  await expect(cards).toHaveCount(before + 1);
  await tap(phone.log.getByRole("button", { name: "場所から予約", exact: true }).last());
  if (categories > 1) await tap(pages.link("集団接種会場"));
  await tap(pages.link("潮風市民ホール"));
  await tap(pages.at.getByRole("gridcell", { name: "空きあり" }).first());
  await pages.stand("希望時間を選ぶ");
  await tap(pages.at.getByRole("listitem").getByRole("link").first());
  await pages.stand("予約内容の確認");
  taps += 1;
  await pages.button("予約を確定する").dblclick();
  await pages.stand("ご予約が完了しました");
  return taps;
}

test.describe("an ordinary browser", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  test("whoever taps twice at every step gets where one tap leads", async ({ demo, page }) => {
    const pages = new Pages(page);
    await page.goto(demo.pagesUrl);
    await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
    await pages.button("予約をはじめる").dblclick();
    await pages.stand("個人の認証（本人確認）");
    await pages.button("文字で入力する").click();
    await page.getByLabel("券番号").fill(HANAKO.number);
    await page.getByLabel("生年月日", { exact: true }).fill(HANAKO.birthDate);
    await pages.button("次に進む").dblclick();
    await pages.stand("LINE連携");
    await pages.button("LINE連携をしないで進む").dblclick();
    await pages.stand("連絡先の入力");
    await page.getByLabel("お名前（カナ）").fill(HER.name);
    await page.getByLabel("電話番号").fill(HER.phone);
    await pages.button("次に進む").dblclick();
    await pages.stand("予約方法の選択");
    await page.getByRole("radio", { name: "場所から決める" }).check();
    await pages.button("次に進む").dblclick();
    await pages.stand("会場の種類を選ぶ");
    await pages.link("集団接種会場").dblclick();
    await pages.stand("接種会場を選ぶ");
    await pages.link("潮風市民ホール").dblclick();
    await pages.seeMonth("2026年11月");
    await pages.button("来月→").click();
    await pages.day("12月8日（火） 空きあり").dblclick();
    await pages.stand("希望時間を選ぶ");
    await pages.link("10:00～10:30").dblclick();
    await pages.stand("予約内容の確認");
    await pages.button("予約を確定する").dblclick();
    await pages.stand("ご予約が完了しました");
    await pages.link("マイページ").dblclick();
    await pages.stand("マイページ");
    await pages.button("ご予約をキャンセルして取り直す").dblclick();
    const question = page.getByRole("dialog", { name: "キャンセルしますか？" });
    await expect(question).toBeVisible();
    await pages.see("予約済み");
    await question.getByRole("button", { name: "OK" }).dblclick();
    await pages.see("キャンセルしました");
    await expect(page.getByRole("region", { name: "予約の履歴" })).toContainText("10:00～10:30");
    await expect(page.getByText("キャンセル済み")).toHaveCount(1);
  });
});
