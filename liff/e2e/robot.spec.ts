/** Ⅱ-02: ten wrong entries in a row, the robot check, and the way back to the form. */
import type { Page } from "@playwright/test";

import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test("after ten wrong pairs a robot check, by keyboard alone, and then in", async ({
  demo,
  page,
}) => {
  const album = new Album(page, "robot");
  const pages = new Pages(page);
  await page.goto(`${demo.pagesUrl}identity`);
  await pages.stand("個人の認証（本人確認）");
  await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
  await page.getByRole("button", { name: "文字で入力する" }).click();
  for (let entry = 1; entry <= 10; entry += 1) {
    // Another number each time, so that no number is locked.
    await enter(page, `200000000${entry % 10}`, "1950-05-05");
    await expect(page.getByRole("alert")).toContainText("該当する接種券が見つかりませんでした");
  }
  await enter(page, "1234567890", "1950-05-05");

  await pages.stand("確認のお願い");
  await pages.button("進む").click();
  await expect(page.getByRole("alert")).toContainText("先に「私はロボットではありません」を");
  await album.look("asked", { fullPage: true });
  await page.getByRole("checkbox", { name: "私はロボットではありません" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("確認できました。")).toBeVisible();
  await album.look("solved", { fullPage: true });
  await pages.button("進む").press("Enter");

  await pages.stand("個人の認証（本人確認）");
  await page.getByRole("button", { name: "文字で入力する" }).click();
  await enter(page, "1234567890", "1950-05-05");
  await pages.stand("LINE連携");
});

async function enter(page: Page, number: string, birthDate: string): Promise<void> {
  await page.getByLabel("券番号").fill(number);
  await page.getByLabel("生年月日", { exact: true }).fill(birthDate);
  const answered = page.waitForResponse("**/api/session/coupon");
  await page.getByRole("button", { name: "次に進む" }).click();
  await answered;
}
