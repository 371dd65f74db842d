/** A whole booking by keyboard alone, without the mouse. */
import type { Locator, Page } from "@playwright/test";

import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

test("booked with Tab, the arrows, Enter and Space", async ({ demo, page }) => {
  const pages = new Pages(page);
  const { keyboard } = page;
  const arrive = async (heading: string) => {
    await pages.stand(heading);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeFocused();
  };

  await page.goto(demo.pagesUrl);
  await pages.stand("利用規約");
  await keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "本文へ移動" })).toBeFocused();
  await expectFocusSeen(page);
  await keyboard.press("Enter");
  await arrive("利用規約");
  await tabTo(page, page.getByRole("checkbox", { name: "利用規約に同意する" }));
  await keyboard.press("Space");
  await tabTo(page, pages.button("予約をはじめる"));
  await keyboard.press("Enter");

  await arrive("個人の認証（本人確認）");
  await tabTo(page, page.getByLabel("券番号"));
  await keyboard.type("1234567890");
  await tabTo(page, page.getByRole("radio").first());
  await keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "昭和" })).toBeChecked();
  for (const [part, number] of Object.entries({ 年: "25", 月: "5", 日: "5" })) {
    const list = page.getByLabel(part, { exact: true });
    await tabTo(page, list);
    await keyboard.type(number);
    await expect(list).toHaveValue(number);
  }
  await tabTo(page, pages.button("次に進む"));
  await keyboard.press("Enter");

  await arrive("LINE連携");
  await tabTo(page, pages.button("LINE連携をしないで進む"));
  await keyboard.press("Space");
  await arrive("連絡先の入力");
  await tabTo(page, page.getByLabel("お名前（カナ）"));
  await keyboard.type("シオカゼ ハナコ");
  await tabTo(page, page.getByLabel("電話番号"));
  await keyboard.type("090-1234-5678");
  await keyboard.press("Enter");

  await arrive("予約方法の選択");
  await tabTo(page, page.getByRole("radio").first());
  await keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "日時から決める" })).toBeChecked();
  await tabTo(page, pages.button("次に進む"));
  await keyboard.press("Enter");

  await arrive("希望日を選ぶ");
  await pages.seeMonth("2026年11月");
  const focused = page.getByRole("gridcell").and(page.locator(":focus"));
  const stops = page.locator("[role=gridcell][tabindex='0']");
  await expect(stops).toHaveCount(1);
  await tabTo(page, stops);
  await expect(focused).toHaveAttribute("data-date", "2026-11-25");
  await keyboard.press("PageDown");
  await pages.seeMonth("2026年12月");
  await expect(focused).toHaveAttribute("data-date", "2026-12-25");
  await expectFocusSeen(page);
  for (const [key, day] of [
    ["ArrowUp", "2026-12-18"],
    ["ArrowUp", "2026-12-11"],
    ["Home", "2026-12-06"],
    ["ArrowRight", "2026-12-07"],
    ["End", "2026-12-12"],
    ["ArrowLeft", "2026-12-11"],
    ["PageUp", "2026-11-11"],
    ["ArrowDown", "2026-11-18"],
  ] as const) {
    await keyboard.press(key);
    await expect(focused).toHaveAttribute("data-date", day);
  }
  // A past day can get the focus, but not be chosen.
  await keyboard.press("Enter");
  await keyboard.press("Space");
  await expect(focused).toHaveAttribute("data-date", "2026-11-18");
  await keyboard.press("PageDown");
  await expect(focused).toHaveAttribute("data-date", "2026-12-18");
  await keyboard.press("Space");

  await arrive("会場の種類を選ぶ");
  await follow(page, "集団接種会場");
  await arrive("12月18日（金）の接種会場");
  await follow(page, "みなと体育館");
  await arrive("希望時間を選ぶ");
  await follow(page, "10:00～11:00");
  await arrive("予約内容の確認");
  await tabTo(page, pages.button("予約を確定する"));
  await keyboard.press("Enter");
  await arrive("ご予約が完了しました");
  await follow(page, "マイページ");

  // The dialog takes the focus, Escape returns it.
  await arrive("マイページ");
  await tabTo(page, pages.button("ご予約をキャンセルして取り直す"));
  await keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "キャンセルしますか？" });
  await expect(question.getByRole("button", { name: "OK" })).toBeFocused();
  await keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(pages.button("ご予約をキャンセルして取り直す")).toBeFocused();
  await pages.see("予約済み");
});

async function follow(page: Page, link: string): Promise<void> {
  await tabTo(page, page.getByRole("link", { name: link }));
  await page.keyboard.press("Enter");
}

/** Moves with the tab key; every stop on the way must have a visible focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stops = 0; stops < 40; stops += 1) {
    await page.keyboard.press("Tab");
    await expectFocusSeen(page);
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(wanted, "reached with the tab key").toBeFocused();
}

/** Expects an outline, on the element or its label, within the window and not covered. */
async function expectFocusSeen(page: Page): Promise<void> {
  const unseen = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing has the focus";
    const label = element.closest("label, .card");
    const styles = [
      getComputedStyle(element),
      getComputedStyle(element, "::after"),
      ...(label ? [getComputedStyle(label)] : []),
      ...(element.nextElementSibling ? [getComputedStyle(element.nextElementSibling)] : []),
    ];
    const outlined = styles.some(
      ({ outlineStyle, outlineWidth }) =>
        outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
    );
    const { left, right, top, bottom } = (label ?? element).getBoundingClientRect();
    const points = [top + 3, (top + bottom) / 2, bottom - 3];
    const bare = points.some((y) => {
      const there = document.elementFromPoint((left + right) / 2, y);
      return there !== null && (label ?? element).contains(there);
    });
    const name = element.outerHTML.slice(0, 80);
    if (!outlined) return `no outline: ${name}`;
    return bare ? undefined : `out of sight or covered: ${name}`;
  });
  expect.soft(unseen).toBeUndefined();
}
