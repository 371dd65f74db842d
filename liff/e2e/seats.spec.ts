/** Availability before identification, and the booked slot as a calendar file. */
import { readFile } from "node:fs/promises";

import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test("seen without a coupon, booked with one, kept in the own calendar", async ({ demo, page }) => {
  const pages = new Pages(page);
  await page.goto(demo.pagesUrl);
  await pages.link("空き状況だけを見る").click();
  await pages.chooseWay("場所から決める");
  await pages.choosePlace("潮風市民ホール", "12月8日（火）");
  await pages.stand("希望時間を選ぶ");
  await pages.see("空きあり");
  await expect(page.getByText(/残り\d/)).toHaveCount(0);

  // Choosing a time requires identification, which returns to that time.
  await pages.link("10:00～10:30").click();
  await pages.prove(HANAKO, { agree: true });
  await pages.button("LINE連携をしないで進む").click();
  await pages.fillContact({ name: "シオカゼ ハナコ", phone: "09012345678" });
  await pages.stand("予約内容の確認");
  await pages.see("10:00～10:30");
  await pages.button("予約を確定する").click();
  await pages.stand("ご予約が完了しました");

  const kept = page.waitForEvent("download");
  await pages.link("カレンダーに追加する").click();
  const file = await kept;
  expect(file.suggestedFilename()).toMatch(/\.ics$/);
  const calendar = await readFile(await file.path(), "utf8");
  expect(calendar).toContain("BEGIN:VEVENT");
  expect(calendar).toContain("20261208T");
  expect(calendar).toContain("潮風市民ホール");
});
