/** The residents' pages, in the phone's frame or in a browser window. */
import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";

import type { Coupon } from "./phone.ts";

export type Contact = { name: string; phone: string; email?: string };

export class Pages {
  constructor(readonly at: Page | FrameLocator) {}

  /** Waits until the page with this heading is shown and complete. */
  async stand(on: string | RegExp): Promise<void> {
    await expect(this.at.getByRole("heading", { level: 1, name: on, exact: true })).toBeVisible();
    await expect(this.at.locator(".loading")).toHaveCount(0);
  }

  async see(words: string): Promise<void> {
    await expect(this.at.getByText(words).first()).toBeVisible();
  }

  button(name: string | RegExp): Locator {
    return this.at.getByRole("button", { name, exact: true });
  }

  link(name: string | RegExp): Locator {
    return this.at.getByRole("link", { name });
  }

  /** Expects the calendar to show this month, e.g. 2026年12月. */
  async seeMonth(month: string): Promise<void> {
    await expect(this.at.getByRole("grid", { name: month })).toBeVisible();
  }

  /** Returns a day of the calendar by its name with the mark, e.g. 12月8日（火） 空きあり. */
  day(name: string): Locator {
    return this.at.getByRole("gridcell", { name });
  }

  /** Enters number and birth date, the date typed; agrees to the terms if the page requires it. */
  async prove(coupon: Coupon, how: { agree?: boolean } = {}): Promise<void> {
    await this.stand("個人の認証（本人確認）");
    if (how.agree) await this.at.getByRole("checkbox", { name: "利用規約に同意する" }).check();
    await this.at.getByLabel("券番号").fill(coupon.number);
    await this.button("文字で入力する").click();
    await this.at.getByLabel("生年月日", { exact: true }).fill(coupon.birthDate);
    await this.button("次に進む").click();
  }

  async chooseWay(way: "場所から決める" | "日時から決める"): Promise<void> {
    await this.stand("予約方法の選択");
    await this.at.getByRole("radio", { name: way }).check();
    await this.button("次に進む").click();
  }

  /** Goes from the list of categories to the times of a day. */
  async choosePlace(venue: string, day: string): Promise<void> {
    await this.link("集団接種会場").click();
    await this.link(venue).click();
    await this.seeMonth("2026年11月");
    await this.button("来月→").click();
    await this.day(day).click();
  }

  async fillContact(contact: Contact): Promise<void> {
    await this.stand("連絡先の入力");
    await this.at.getByLabel("お名前（カナ）").fill(contact.name);
    await this.at.getByLabel("電話番号").fill(contact.phone);
    if (contact.email) await this.at.getByLabel("メールアドレス").fill(contact.email);
    await this.button("次に進む").click();
  }

  /** Goes from the times of a day to the finished booking. */
  async book(time: string): Promise<void> {
    await this.stand("希望時間を選ぶ");
    await this.link(time).click();
    await this.stand("予約内容の確認");
    await this.see("まだ予約は確定していません。");
    await this.button("予約を確定する").click();
    await this.stand("ご予約が完了しました");
  }
}
