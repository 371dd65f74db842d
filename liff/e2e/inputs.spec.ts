/** Wrong and odd input: a sentence at the field, focus on the summary, nothing lost or executed. */
import type { Locator, Page } from "@playwright/test";

import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";
import { BIRTH_DATES, CONTACTS, NUMBERS, UNDERSTOOD, type Wrong } from "./wrong.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test("coupon number and birth date", async ({ demo, page }) => {
  const run = watchForScripts(page);
  const pages = new Pages(page);
  const number = page.getByLabel("券番号");
  const birth = page.getByLabel("生年月日", { exact: true });
  const next = pages.button("次に進む");
  await page.goto(`${demo.pagesUrl}identity`);
  await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
  await pages.button("文字で入力する").click();

  await birth.fill("昭和25年5月5日");
  for (const wrong of NUMBERS) {
    await number.fill(wrong.entry);
    await next.click();
    await expectRefused(page, number, wrong);
    await expectUntouched(birth, "昭和25年5月5日");
  }
  // Numbers that are understood: only the date is still wrong.
  for (const entry of [
    "１２３４５６７８９０",
    "12345-67890",
    " 1234 567 890",
    "１２３４５ー６７８９０",
  ]) {
    await number.fill(entry);
    await birth.fill("");
    await next.click();
    await expectRefused(page, birth, { entry: "", sentence: "生年月日を入力してください。" });
    await expectUntouched(number, entry);
  }
  for (const wrong of BIRTH_DATES) {
    await birth.fill(wrong.entry);
    await next.click();
    await expectRefused(page, birth, wrong);
    await expectUntouched(number, "１２３４５ー６７８９０");
  }
  await birth.fill("　Ｓ２５．５．５ ");
  await next.click();
  await pages.stand("LINE連携");
  expect(run).toEqual([]);
});

test("name, phone number and e-mail address", async ({ demo, page }) => {
  const run = watchForScripts(page);
  const pages = new Pages(page);
  await page.goto(`${demo.pagesUrl}identity`);
  await pages.prove({ number: "1234567890", birthDate: "1950/5/5" }, { agree: true });
  await pages.button("LINE連携をしないで進む").click();
  await pages.stand("連絡先の入力");

  const right: Record<string, string> = {
    "お名前（カナ）": "シオカゼ ハナコ",
    電話番号: "09012345678",
    メールアドレス: "hanako@example.jp",
  };
  for (const [label, text] of Object.entries(right)) await page.getByLabel(label).fill(text);
  for (const [label, wrongs] of Object.entries(CONTACTS)) {
    const field = page.getByLabel(label);
    for (const wrong of wrongs) {
      await field.fill(wrong.entry);
      await pages.button("次に進む").click();
      await expectRefused(page, field, wrong);
      for (const [other, text] of Object.entries(right)) {
        if (other !== label) await expectUntouched(page.getByLabel(other), text);
      }
    }
    await field.fill(right[label] ?? "");
  }
  for (const [label, entry, meant] of UNDERSTOOD) {
    await page.getByLabel(label).fill(entry);
    await page.getByLabel(label).blur();
    await expect(page.getByLabel(label)).toHaveValue(meant);
  }
  await pages.button("次に進む").click();
  await pages.stand("予約方法の選択");
  await page.goBack();
  await expect(page.getByLabel("お名前（カナ）")).toHaveValue("シオカゼ ハナコ");
  await expect(page.getByLabel("電話番号")).toHaveValue("09012345678");
  await expect(page.getByLabel("メールアドレス")).toHaveValue("taro@example.jp");
  expect(run).toEqual([]);
});

test("there are thirty kinds of wrong entries for each field", () => {
  for (const wrongs of [NUMBERS, BIRTH_DATES, ...Object.values(CONTACTS)]) {
    expect(new Set(wrongs.map(({ entry }) => entry)).size).toBeGreaterThanOrEqual(30);
  }
});

/** Expects one sentence in the focused summary, and the same at the field. */
async function expectRefused(page: Page, field: Locator, wrong: Wrong): Promise<void> {
  const { entry, sentence } = wrong;
  const summary = page.getByRole("alert");
  const about = `for ${JSON.stringify(entry.slice(0, 40))}`;
  await expect(summary.getByRole("link"), about).toHaveText([sentence]);
  await expect(summary, about).toBeFocused();
  await expect(field, about).toHaveAttribute("aria-invalid", "true");
  await expect(field, about).toHaveAccessibleDescription(new RegExp(`エラー：\\s*${sentence}$`));
  await expect(field, about).toHaveValue(entry);
}

/** Expects that valid input is still there and not marked as wrong. */
async function expectUntouched(field: Locator, text: string): Promise<void> {
  await expect(field).toHaveValue(text);
  await expect(field).toHaveAttribute("aria-invalid", "false");
}

/** Collects dialogs that a script opened. */
function watchForScripts(page: Page): string[] {
  const boxes: string[] = [];
  page.on("dialog", (box) => {
    boxes.push(box.message());
    void box.dismiss();
  });
  return boxes;
}
