/** The pictures of docs/MANUAL_MAP.md: `SESSHU_PICTURES=../docs/pictures npm run e2e -- manual`. */
import type { Locator, Page } from "@playwright/test";

import { addPerson, playLine } from "./line.ts";
import { PICTURES, picture } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { test } from "./stage.ts";

test.skip(!PICTURES, "pictures are not asked for");

const ON_A_PHONE = { width: 390, height: 844 };

test("the menu, and from the terms to the link that is undone", async ({
  context,
  demo,
  page,
  phone,
}) => {
  const pages = new Pages(page);
  await phone.pickUp();
  await phone.addFriend();
  await picture(phone, "manual/01-menu");

  await playLine(context, demo);
  await addPerson(page, demo, "花子");
  await page.setViewportSize(ON_A_PHONE);
  await page.goto(demo.pagesUrl);
  await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
  await take(page, "02-terms");
  await pages.button("予約をはじめる").click();

  await pages.stand("個人の認証（本人確認）");
  await page.getByLabel("券番号").fill(HANAKO.number);
  await page.getByRole("radio", { name: "昭和" }).check();
  await page.getByLabel("年", { exact: true }).selectOption("25");
  await page.getByLabel("月", { exact: true }).selectOption("5");
  await page.getByLabel("日", { exact: true }).selectOption("5");
  await take(page, "03-identity");
  await pages.button("次に進む").click();
  await pages.stand("LINE連携");
  await take(page, "05-line", pages.button("LINE連携をしないで進む"));
  await pages.button("LINEに紐づけて保存する").click();
  await page.getByRole("button", { name: "許可する" }).click();

  await pages.stand("連絡先の入力");
  await page.getByLabel("お名前（カナ）").fill("シオカゼ ハナコ");
  await page.getByLabel("電話番号").fill("09012345678");
  await take(page, "06-contact");
  await pages.button("次に進む").click();
  await pages.chooseWay("場所から決める");
  await pages.link("集団接種会場").click();
  await pages.stand("接種会場を選ぶ");
  await take(page, "07-venues");
  await pages.link("潮風市民ホール").click();
  await pages.seeMonth("2026年11月");
  await pages.button("来月→").click();
  await pages.seeMonth("2026年12月");
  await take(page, "08-calendar", page.getByRole("grid"));
  await pages.day("12月8日（火）").click();
  await pages.stand("希望時間を選ぶ");
  await take(page, "09-times");
  await pages.link("10:00～10:30").click();
  await pages.stand("予約内容の確認");
  await take(page, "10-confirm");
  await pages.button("予約を確定する").click();
  await pages.stand("ご予約が完了しました");
  await take(page, "11-done");

  await pages.link("マイページ").click();
  await pages.stand("マイページ");
  await take(page, "12-my-page", pages.button("ご予約をキャンセルして取り直す"));
  await pages.button("ご予約をキャンセルして取り直す").click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await pages.see("キャンセルしました");
  await take(page, "13-cancelled");
  await pages.button("LINE連携を解除する").click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await pages.see("LINE連携を解除しました。");
  await take(page, "14-unlinked");
});

test("the robot check", async ({ demo, page }) => {
  const pages = new Pages(page);
  await page.setViewportSize(ON_A_PHONE);
  await page.goto(`${demo.pagesUrl}robot-check`);
  await pages.stand("確認のお願い");
  await page.getByRole("checkbox", { name: "私はロボットではありません" }).click();
  await pages.see("確認できました。");
  await take(page, "04-robot-check");
});

/** What fits on a phone's screen, from the top of the page or down to `last`. */
async function take(page: Page, name: string, last?: Locator): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  });
  await last?.evaluate((element) => element.scrollIntoView({ block: "end" }));
  await page.screenshot({ path: `${PICTURES}/manual/${name}.png`, animations: "disabled" });
}
