/** My Page lists the devices on which the person is signed in, and signs out another one. */
import { type Browser, devices, type Page } from "@playwright/test";

import { NOW } from "./demo.ts";
import { expectToFit } from "./fit.ts";
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

const IDENTITY = "個人の認証（本人確認）";

test("a device is signed out from another one, and is asked for the coupon at its next step", async ({
  demo,
  page,
  browser,
}) => {
  const album = new Album(page, "sign-out");
  const [library, own] = [await otherDevice(browser), new Pages(page)];
  await signIn(library.at as Page, demo.pagesUrl);
  await signIn(page, demo.pagesUrl);
  await library.stand("マイページ");
  await own.stand("マイページ");

  const section = page.getByRole("region", { name: "ログイン中の端末とLINE連携" });
  await expect(section.getByRole("listitem")).toHaveCount(2);
  await expect(section.getByRole("listitem").first()).toContainText("この端末");
  await expect(section.getByRole("listitem").last()).toContainText(
    "2026年11月24日（火） 10:00に、券番号でログインしました。",
  );
  await album.look("my-page", { fullPage: true });
  await expectToFit(page, "My Page with two devices");

  // By keyboard, and cancelled the first time.
  const button = section.getByRole("button", { name: "ログアウトさせる", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "ほかの端末をログアウトさせますか？" });
  await expect(question).toBeVisible();
  await album.look("question");
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await question.getByRole("button", { name: "OK" }).press("Enter");
  const done = page.getByRole("status").filter({ hasText: "ほかの端末をログアウトさせました。" });
  await expect(done).toBeFocused();
  await expect(section.getByRole("listitem")).toHaveCount(1);
  await album.look("signed-out", { fullPage: true });

  await expectSignedOut(library);
  // This browser stays signed in.
  await page.reload();
  await own.stand("マイページ");
});

test("all other devices are signed out at once", async ({ demo, page, browser }) => {
  const [one, other] = [await otherDevice(browser), await otherDevice(browser)];
  for (const pages of [one, other]) {
    await signIn(pages.at as Page, demo.pagesUrl);
    await pages.stand("マイページ");
  }
  await signIn(page, demo.pagesUrl);
  const own = new Pages(page);
  await own.stand("マイページ");
  await own.button("ほかの端末をすべてログアウトさせる").click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await own.see("ほかの端末をログアウトさせました。");
  await expect(own.button("ほかの端末をすべてログアウトさせる")).toHaveCount(0);
  await expectSignedOut(one);
  await expectSignedOut(other);
});

async function otherDevice(browser: Browser): Promise<Pages> {
  const context = await browser.newContext({
    ...devices["Desktop Chrome"],
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    reducedMotion: "reduce",
  });
  await context.clock.setFixedTime(NOW);
  return new Pages(await context.newPage());
}

/** Opens My Page by number and birth date. */
async function signIn(page: Page, address: string): Promise<void> {
  const pages = new Pages(page);
  await page.goto(`${address}identity?next=/mypage`);
  await pages.prove(HANAKO, { agree: true });
}

/** Expects that the next request is refused and that the page for identification opens. */
async function expectSignedOut(pages: Pages): Promise<void> {
  const page = pages.at as Page;
  expect((await page.request.get(new URL("/api/bookings", page.url()).href)).status()).toBe(401);
  await page.getByRole("link", { name: "連絡先を変更する" }).click();
  await pages.stand(IDENTITY);
  await pages.see("ほかの端末からログアウトされたため");
  await page.context().close();
}
