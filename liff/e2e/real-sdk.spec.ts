/** The pages with LIFF's real SDK, and the simulator as LINE: logging in, linking, logging out. */
import type { Page } from "@playwright/test";

import { actAsLineApp, addPerson, addressInApp, LINE_APP, playLine } from "./line.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 } });

test("in an ordinary browser LINE's login links and brings back", async ({
  context,
  demo,
  page,
}) => {
  const pages = new Pages(page);
  await playLine(context, demo);
  await addPerson(page, demo, "花子");

  await page.goto(`${demo.pagesUrl}identity?next=%2Fmypage`);
  await pages.prove(HANAKO, { agree: true });
  await pages.link("LINE連携をする").click();
  await pages.stand("LINE連携");
  await pages.button("LINEに紐づけて保存する").click();
  await expect(page).toHaveURL(/^https:\/\/access\.line\.me\/liff\/v1\/authorize\?/);
  await page.getByRole("button", { name: "許可する" }).click();

  // The page shows whose LINE account it is before the link is made.
  await pages.stand("LINE連携");
  await pages.see("LINEの表示名： 花子");
  await pages.button("LINEに紐づけて保存する").click();
  await pages.stand("マイページ");
  await pages.see("LINE連携をしました");
  await pages.see("LINE連携済み");
  await expect(page).toHaveURL(`${demo.pagesUrl}mypage`);
  expect(await keptByLine(page)).not.toEqual([]);

  await pages.button("ログアウト").click();
  await pages.stand("ログアウトしました");
  expect(await keptByLine(page)).toEqual([]);

  // After linking, LINE identifies the person and no coupon number is needed.
  await pages.button("マイページ").click();
  await pages.stand("個人の認証（本人確認）");
  await pages.button("LINEでログインする").click();
  await page.getByRole("button", { name: "許可する" }).click();
  await pages.stand("マイページ");
  await pages.see("LINE連携済み");
});

test("a login that is refused leaves the pages usable", async ({ context, demo, page }) => {
  const pages = new Pages(page);
  await playLine(context, demo);
  await addPerson(page, demo, "花子");
  await page.goto(`${demo.pagesUrl}identity`);
  await pages.button("LINEでログインする").click();
  await page.getByRole("button", { name: "キャンセル" }).click();
  await pages.stand("個人の認証（本人確認）");
  await pages.prove(HANAKO, { agree: true });
  await pages.stand("LINE連携");
});

test.describe("without an answer of LINE's", () => {
  test.use({ foreseen: /status of 503 .*api\.line\.me/ });

  test("the pages go on without it", async ({ context, demo, page }) => {
    const pages = new Pages(page);
    await playLine(context, demo);
    await context.route(/^https:\/\/api\.line\.me\//, (route) =>
      route.fulfill({ status: 503, headers: { "access-control-allow-origin": "*" }, body: "{}" }),
    );
    await page.goto(`${demo.pagesUrl}identity`);
    await pages.prove(HANAKO, { agree: true });
    await pages.stand("LINE連携");
    await expect(pages.button("LINEに紐づけて保存する")).toHaveAttribute("aria-disabled", "true");
    await pages.button("LINE連携をしないで進む").click();
    await pages.stand("連絡先の入力");
  });
});

test.describe("inside LINE's app", () => {
  test.use({ userAgent: LINE_APP });

  test("a page knows who holds the phone, deep links lead there", async ({
    context,
    demo,
    page,
  }) => {
    const pages = new Pages(page);
    await playLine(context, demo);
    await actAsLineApp(page);
    const userId = await addPerson(page, demo, "花子");

    await page.goto(await addressInApp(page, demo, userId, "/identity?next=%2Fmypage"));
    await pages.prove(HANAKO, { agree: true });
    await expect(page).not.toHaveURL(/access_token/);
    await pages.link("LINE連携をする").click();
    await pages.see("LINEの表示名： 花子");
    await pages.button("LINEに紐づけて保存する").click();
    await pages.see("LINE連携をしました");

    await page.context().clearCookies();
    await page.goto(await addressInApp(page, demo, userId, "/?liff.state=%2Fmypage"));
    await pages.stand("マイページ");
    await pages.see("LINE連携済み");
    await expect(page).toHaveURL(`${demo.pagesUrl}mypage`);
  });
});

/** Returns the names under which LIFF's SDK stores tokens in this browser. */
async function keptByLine(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    Object.keys(localStorage).filter((name) => /LIFF_STORE:.*(Token|IDToken)/.test(name)),
  );
}
