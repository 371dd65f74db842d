/** Without LINE: the mails, and the way back to the booking. */
import type { Page } from "@playwright/test";

import type { Demo } from "./demo.ts";
import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

const HER = { name: "シオカゼ ナギサ", phone: "0467230000", email: "nagisa@example.jp" };

test("confirmed by mail, found again from the terms page, reminded by mail", async ({
  demo,
  page,
}) => {
  const pages = new Pages(page);
  await page.goto(`${demo.pagesUrl}identity`);
  await pages.prove({ number: "0012345678", birthDate: "平成元年1月8日" }, { agree: true });
  await pages.button("LINE連携をしないで進む").click();
  await pages.fillContact(HER);
  await pages.chooseWay("場所から決める");
  await pages.choosePlace("潮風市民ホール", "12月8日（火）");
  await pages.book("10:00～10:30");
  await expectMails(page, demo, ["【潮風市】ご予約が完了しました 12月8日（火）"]);
  // Ⅲ: 「マイページ」 on the first page; the browser's session is still valid.
  await page.goto(demo.pagesUrl);
  await pages.stand("利用規約");
  await pages.button("マイページ").click();
  await pages.stand("マイページ");
  await pages.see("2026年12月8日（火）");

  await turnClock(page, demo, "2026-12-07T10:00:00+09:00");
  const [reminder] = await expectMails(page, demo, [
    "【潮風市】予約日前日のお知らせ 12月8日（火）",
    "【潮風市】ご予約が完了しました 12月8日（火）",
  ]);
  expect(reminder?.to).toBe(HER.email);
  for (const words of ["2026年12月8日（火） 10:00", "潮風市民ホール", "接種券", "予診票"]) {
    expect(reminder?.text).toContain(words);
  }
});

type Mail = { at: string; to: string; subject: string; text: string };

/** Expects the mails in the mailbox next to the phone, the newest first. */
async function expectMails(page: Page, demo: Demo, subjects: string[]): Promise<Mail[]> {
  let mails: Mail[] = [];
  const read = async () => {
    mails = await (await page.request.get(`${demo.phoneUrl}_sim/mailbox`)).json();
    mails.sort((one, other) => other.at.localeCompare(one.at));
    return mails.map(({ subject }) => subject);
  };
  await expect.poll(read, { timeout: 30_000 }).toEqual(subjects);
  return mails;
}

async function turnClock(page: Page, demo: Demo, now: string): Promise<void> {
  await page.context().clock.setFixedTime(now);
  await page.request.post(`${demo.phoneUrl}_sim/clock`, { data: { now } });
}
