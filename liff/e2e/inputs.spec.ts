/** Wrong and odd entries: a sentence at the field, the focus on the summary, nothing lost, nothing run. */
import type { Locator, Page } from "@playwright/test";

import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

const SCRIPT = "<script>alert(1)</script>";
const IMAGE = '"><img src=x onerror=alert(1)>';
const SQL = "'; DROP TABLE coupons; --";

const TEN_DIGITS = "券番号は、10ケタの数字で入力してください。";
const ALL_ZEROS = "0だけの券番号はありません。接種券に書かれた10ケタの数字を入力してください。";
const NO_SUCH_DATE = "この生年月日はありません。年・月・日を確認してください。";
const UNREADABLE = "生年月日を読み取れませんでした。例：昭和25年5月5日、1950年5月5日";
const NO_SUCH_COUPON = "入力された情報に該当する接種券が見つかりませんでした。再度入力ください。";
const KANA_ONLY = "お名前は、カタカナだけで入力してください。";
const PHONE = "電話番号は、0から始まる10ケタか11ケタの数字で入力してください。";
const EMAIL = "メールアドレスの形が正しくありません。例：taro@example.jp";

const NUMBERS = [
  ["", TEN_DIGITS],
  ["　 ", TEN_DIGITS],
  ["123456789", TEN_DIGITS],
  ["12345678901", TEN_DIGITS],
  ["12345abcde", TEN_DIGITS],
  ["💉💉💉", TEN_DIGITS],
  ["\u0007\u001b1234567890", TEN_DIGITS],
  ["1".repeat(5000), TEN_DIGITS],
  [SQL, TEN_DIGITS],
  [SCRIPT, TEN_DIGITS],
  ["0000000000", ALL_ZEROS],
  ["9999999999", NO_SUCH_COUPON],
] as const;

const BIRTH_DATES = [
  ["", "生年月日を入力してください。"],
  ["　 ", "生年月日を入力してください。"],
  ["昭和64年1月8日", NO_SUCH_DATE],
  ["2月30日", UNREADABLE],
  ["1950年2月30日", NO_SUCH_DATE],
  ["2099-01-01", NO_SUCH_DATE],
  ["きのう🎂", UNREADABLE],
  ["1950-05-05\u0007", UNREADABLE],
  ["5".repeat(5000), UNREADABLE],
  [SQL, UNREADABLE],
  [IMAGE, UNREADABLE],
] as const;

const CONTACTS = [
  ["お名前（カナ）", "", "お名前をカタカナで入力してください。"],
  ["お名前（カナ）", "　 ", "お名前をカタカナで入力してください。"],
  ["お名前（カナ）", "潮風 花子", KANA_ONLY],
  ["お名前（カナ）", "シオカゼ🙂", KANA_ONLY],
  ["お名前（カナ）", "シオ\u0007カゼ", KANA_ONLY],
  ["お名前（カナ）", SCRIPT, KANA_ONLY],
  ["お名前（カナ）", SQL, KANA_ONLY],
  ["お名前（カナ）", "ア".repeat(5000), "お名前が長すぎます。50文字までで入力してください。"],
  ["電話番号", "", "電話番号を入力してください。"],
  ["電話番号", "9012345678", PHONE],
  ["電話番号", "090-1234-567x", PHONE],
  ["電話番号", "📞09012345678", PHONE],
  ["電話番号", "0".repeat(5000), PHONE],
  ["電話番号", IMAGE, PHONE],
  ["メールアドレス", "taro", EMAIL],
  ["メールアドレス", "taro@@example.jp", EMAIL],
  ["メールアドレス", "💉@example.jp", EMAIL],
  ["メールアドレス", "taro@example.jp,bcc:hanako@example.jp", EMAIL],
  ["メールアドレス", `${"a".repeat(5000)}@example.jp`, EMAIL],
  ["メールアドレス", `${SCRIPT}@example.jp`, EMAIL],
] as const;

/** What is meant is seen on leaving the field. */
const UNDERSTOOD = [
  ["お名前（カナ）", "　しおかぜ　はなこ ", "シオカゼ ハナコ"],
  ["お名前（カナ）", "ｼｵｶｾﾞ ﾊﾅｺ", "シオカゼ ハナコ"],
  ["電話番号", "+81 90 1234 5678", "09012345678"],
  ["電話番号", "０９０−１２３４−５６７８", "09012345678"],
  ["メールアドレス", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ ", "taro@example.jp"],
] as const;

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
  for (const [entry, sentence] of NUMBERS) {
    await number.fill(entry);
    await next.click();
    await expectRefused(page, number, entry, sentence);
    await expect(birth).toHaveValue("昭和25年5月5日");
    await expect(birth).toHaveAttribute("aria-invalid", "false");
  }
  // Numbers that are understood: only the date is wrong any more.
  for (const entry of [
    "１２３４５６７８９０",
    "12345-67890",
    " 1234 567 890",
    "１２３４５ー６７８９０",
  ]) {
    await number.fill(entry);
    await birth.fill("");
    await next.click();
    await expectRefused(page, birth, "", "生年月日を入力してください。");
    await expect(number).toHaveAttribute("aria-invalid", "false");
  }
  for (const [entry, sentence] of BIRTH_DATES) {
    await birth.fill(entry);
    await next.click();
    await expectRefused(page, birth, entry, sentence);
    await expect(number).toHaveValue("１２３４５ー６７８９０");
    await expect(number).toHaveAttribute("aria-invalid", "false");
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
  for (const [label, entry, sentence] of CONTACTS) {
    const field = page.getByLabel(label);
    await field.fill(entry);
    await pages.button("次に進む").click();
    await expectRefused(page, field, entry, sentence);
    for (const [other, text] of Object.entries(right)) {
      if (other === label) continue;
      await expect(page.getByLabel(other)).toHaveValue(text);
      await expect(page.getByLabel(other)).toHaveAttribute("aria-invalid", "false");
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

/** One sentence in the summary, which has the focus, and the same at the field. */
async function expectRefused(
  page: Page,
  field: Locator,
  entry: string,
  sentence: string | RegExp,
): Promise<void> {
  const summary = page.getByRole("alert");
  const about = `for ${JSON.stringify(entry.slice(0, 40))}`;
  await expect(summary, about).toBeFocused();
  await expect(summary.getByRole("link"), about).toHaveText([sentence]);
  await expect(field, about).toHaveAttribute("aria-invalid", "true");
  const said = await summary.getByRole("link").innerText();
  await expect(field, about).toHaveAccessibleDescription(new RegExp(`エラー：\\s*${said}$`));
  await expect(field, about).toHaveValue(entry);
}

/** Boxes that a script opened. */
function watchForScripts(page: Page): string[] {
  const boxes: string[] = [];
  page.on("dialog", (box) => {
    boxes.push(box.message());
    void box.dismiss();
  });
  return boxes;
}
