/** Ⅱ-01 「アクセスが集中しています」: the waiting room in each language, and automatic admission. */
import { ja } from "../src/words/ja.ts";
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { named, plain, READERS, strangersOn } from "./readers.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, crowd: 25 });

test("who comes into a crowd waits, keeps the place, and goes in alone", async ({
  demo,
  page,
  browser,
}) => {
  const album = new Album(page, "waiting");
  const pages = new Pages(page);
  const ahead = page.locator(".waiting dd").first();

  for (const reader of READERS) {
    await page.goto(`${demo.pagesUrl}?lang=${reader.code}`);
    const title = named(reader.words, "waiting.title");
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(ahead).toHaveText(/^[1-9]/);
    await expect(page.getByRole("status")).toContainText(/\d/);
    await album.look(reader.code, { fullPage: true });
    expect(await strangersOn(page, reader.words), reader.name).toEqual([]);
  }

  await page.goto(`${demo.pagesUrl}?lang=ja`);
  await pages.stand(plain(ja["waiting.title"]));
  await pages.see("そのままお待ちください。");
  const before = Number.parseInt(await ahead.innerText(), 10);

  // Another browser stays behind, however often this one is reloaded.
  const other = await browser.newContext();
  const behind = await other.newPage();
  await behind.goto(demo.pagesUrl);
  const theirs = behind.locator(".waiting dd").first();
  await expect(theirs).toHaveText(/^[1-9]/);
  await page.reload();
  await expect(ahead).toHaveText(/^\d/);
  expect(Number.parseInt(await ahead.innerText(), 10)).toBeLessThanOrEqual(before);
  expect(Number.parseInt(await theirs.innerText(), 10)).toBeGreaterThan(
    Number.parseInt(await ahead.innerText(), 10),
  );
  await other.close();

  await pages.stand("利用規約");
  await album.look("inside", { fullPage: true });
});
