/** An ordinary browser on a phone without LINE: everything except the link. */
import type { Page } from "@playwright/test";

import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test("booked with an e-mail address, and logged out", async ({ demo, page }) => {
  const album = new Album(page, "without-line");
  const look = (name: string) => album.look(name, { fullPage: true });
  const pages = new Pages(page);

  await page.goto(demo.pagesUrl);
  await pages.stand("利用規約");
  await look("terms");
  await expect(pages.button("予約をはじめる")).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
  await pages.button("予約をはじめる").click();

  await pages.stand("個人の認証（本人確認）");
  await look("identity");
  await page.getByLabel("券番号").fill("００１２３４５６７８");
  await chooseBirthDate(page, "平成", "元", "1", "8");
  await look("identity-filled");
  await pages.button("次に進む").click();

  await pages.stand("LINE連携");
  await look("line");
  await pages.button("LINE連携をしないで進む").click();
  await pages.stand("連絡先の入力");
  await pages.see("予約日前日のお知らせは届きません。");
  await look("contact");
  await pages.fillContact({ name: "シオカゼ ナギサ", phone: "0467230000", email: "n@example.jp" });
  await pages.stand("予約方法の選択");
  await look("choice");
  await pages.chooseWay("場所から決める");
  await pages.stand("会場の種類を選ぶ");
  await pages.choosePlace("潮風市民ホール", "12月8日（火）");
  await pages.book("10:00～10:30");
  await look("done");
  await expect(pages.button("LINEに戻る")).toHaveCount(0);

  await pages.link("マイページ").click();
  await pages.stand("マイページ");
  await look("my-page");
  await pages.button("ログアウト").click();
  await pages.stand("ログアウトしました");
  await look("logged-out");
  await page.reload();
  await pages.stand("ログアウトしました");
  await pages.button("マイページ").click();
  await pages.stand("個人の認証（本人確認）");
});

test("the western calendar, a wrong pair, and corrected", async ({ demo, page }) => {
  const album = new Album(page, "identity");
  const pages = new Pages(page);
  await page.goto(`${demo.pagesUrl}identity`);
  await pages.stand("個人の認証（本人確認）");
  await pages.button("次に進む").click();
  await expect(page.getByRole("alert")).toContainText("入力内容を確認してください（3件）");
  await album.look("nothing-filled", { fullPage: true });

  await page.getByLabel("券番号").fill("2345678901");
  await chooseBirthDate(page, "西暦", "1958", "2", "11");
  await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
  await pages.button("次に進む").click();
  await pages.see("入力された情報に該当する接種券が見つかりませんでした。再度入力ください。");
  await album.look("wrong-pair", { fullPage: true });

  await page.getByLabel("年", { exact: true }).selectOption("1957");
  await pages.button("次に進む").click();
  await pages.stand("LINE連携");
});

async function chooseBirthDate(
  page: Page,
  calendar: string,
  year: string,
  month: string,
  day: string,
): Promise<void> {
  await page.getByRole("radio", { name: calendar }).check();
  await page.getByLabel("年", { exact: true }).selectOption(year);
  await page.getByLabel("月", { exact: true }).selectOption(month);
  await page.getByLabel("日", { exact: true }).selectOption(day);
}
