/** Ⅰ-01 住所地外接種: coupons of other municipalities, some with the same numbers as ours. */
import type { Page } from "@playwright/test";

import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

/** A coupon of 海山町 with the same number as Hanako's. */
const NAMESAKE = { number: HANAKO.number, birthDate: "昭和36年7月20日" };
/** A coupon number that 潮風市 and 海山町 issued to people born on the same day. */
const TWINS = { number: "4567890123", birthDate: "1955-03-03" };

test("the birth date tells two coupons of one number apart", async ({ demo, page }) => {
  const pages = new Pages(page);
  await begin(page, demo.pagesUrl, NAMESAKE);
  await bookAs(pages, "ウミヤマ イツキ");
  await logOut(pages);
  // Hanako's own coupon is another one: it has no booking.
  await begin(page, demo.pagesUrl, HANAKO);
  await pages.button("LINE連携をしないで進む").click();
  await pages.stand("連絡先の入力");
});

test("where it does not, the municipality that issued the coupon is asked for", async ({
  demo,
  page,
}) => {
  const album = new Album(page, "elsewhere");
  const pages = new Pages(page);
  await begin(page, demo.pagesUrl, TWINS);
  await expect(page.getByRole("alert")).toContainText("接種券を発行した市区町村を選んでください。");
  await expect(page.getByLabel("券番号")).toHaveValue(TWINS.number);
  await album.look("issuer", { fullPage: true });
  await page.getByRole("radio", { name: "海山町" }).check();
  await pages.button("次に進む").click();
  await bookAs(pages, "ウミヤマ サンゴ");
  await logOut(pages);

  await begin(page, demo.pagesUrl, TWINS);
  await page.getByRole("radio", { name: "潮風市" }).check();
  await pages.button("次に進む").click();
  await pages.stand("LINE連携");
  await pages.button("LINE連携をしないで進む").click();
  await pages.stand("連絡先の入力");
});

async function begin(
  page: Page,
  address: string,
  coupon: { number: string; birthDate: string },
): Promise<void> {
  await page.goto(`${address}identity`);
  await new Pages(page).prove(coupon, {
    agree: !(await page.evaluate(() => sessionStorage.getItem("sesshu.agreed"))),
  });
}

async function bookAs(pages: Pages, name: string): Promise<void> {
  await pages.stand("LINE連携");
  await pages.button("LINE連携をしないで進む").click();
  await pages.fillContact({ name, phone: "09011112222" });
  await pages.chooseWay("場所から決める");
  await pages.choosePlace("潮風市民ホール", "12月8日（火）");
  await pages.book("10:00～10:30");
}

async function logOut(pages: Pages): Promise<void> {
  await pages.link("マイページ").click();
  await pages.stand("マイページ");
  await pages.button("ログアウト").click();
  await pages.stand("ログアウトしました");
  await pages.button("マイページ").click();
}
