/** The phone as a resident uses it: elements are found by their visible text. */
import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";

export type Coupon = { number: string; birthDate: string };

/** People of the demo's made-up municipality; the panel next to the phone names them, too. */
export const HANAKO: Coupon = { number: "1234567890", birthDate: "昭和25年5月5日" };
export const TARO: Coupon = { number: "1234567891", birthDate: "1948年11月3日" };

export class Phone {
  readonly body: Locator;
  readonly log: Locator;
  private readonly frame: Locator;

  constructor(
    readonly page: Page,
    private readonly address: string,
  ) {
    this.body = page.getByRole("region", { name: "スマートフォン" });
    this.log = page.getByRole("log", { name: "メッセージ" });
    this.frame = page.locator("iframe.liff-page");
  }

  async pickUp(): Promise<void> {
    await this.page.goto(this.address);
  }

  async addFriend(): Promise<void> {
    await this.page.getByRole("button", { name: "友だち追加" }).click();
    await this.hears("友だち追加ありがとうございます");
  }

  /** Gives the phone to a new person. */
  async handToNew(name: string): Promise<void> {
    await this.owner.click();
    await this.page.getByLabel("名前").fill(name);
    await this.page.getByRole("button", { name: "追加", exact: true }).click();
    await expect(this.owner).toContainText(name);
  }

  async handBackTo(name: string): Promise<void> {
    await this.owner.click();
    await this.page.getByRole("dialog").getByRole("button", { name }).click();
    await expect(this.owner).toContainText(name);
  }

  private get owner(): Locator {
    return this.page.getByRole("button", { name: "さんのスマートフォン" });
  }

  async tapMenu(area: string): Promise<void> {
    const menu = this.page.getByRole("group", { name: "リッチメニュー" });
    await menu.getByRole("button", { name: area }).click();
  }

  /** Writes into the chat. */
  async say(words: string): Promise<void> {
    const keyboard = this.page.getByRole("button", { name: "キーボードを開く" });
    if (await keyboard.isVisible()) await keyboard.click();
    await this.page.getByRole("textbox", { name: "メッセージ" }).fill(words);
    await this.page.getByRole("button", { name: "送信" }).click();
  }

  /** Presses the newest button of this name in the chat. */
  async press(name: string): Promise<void> {
    await this.log.getByRole("button", { name, exact: true }).last().click();
  }

  /** Returns the messages that contain this text. */
  lines(words: string): Locator {
    return this.log.locator(".line").filter({ hasText: words });
  }

  /** Waits until `times` messages with this text have arrived and the newest is visible. */
  async hears(words: string, times = 1): Promise<void> {
    await expect(this.lines(words)).toHaveCount(times);
    await expect(this.lines(words).last()).toBeInViewport();
  }

  /** Chooses a date in the picker that a button of the chat opens. */
  async pickDate(button: string, date: string): Promise<void> {
    await this.press(button);
    const sheet = this.page.getByRole("dialog", { name: "日付を選択" });
    await sheet.getByLabel("日付を選択").fill(date);
    await sheet.getByRole("button", { name: "送信" }).click();
  }

  /** Links a coupon in the chat, from the first message to the card with the next steps. */
  async link(coupon: Coupon): Promise<void> {
    await this.say("予約");
    await this.press("同意する");
    await this.hears("券番号は、接種券のここに書かれています。");
    await this.say(coupon.number);
    await this.hears("生年月日を送ってください。");
    await this.say(coupon.birthDate);
    await this.press("はい");
    await this.hears("LINE連携が完了しました。");
  }

  /** Adds the account as a friend and links the coupon. */
  async belongsTo(coupon: Coupon): Promise<void> {
    await this.pickUp();
    await this.addFriend();
    await this.link(coupon);
  }

  /** The page that is open inside LINE. */
  get liff(): FrameLocator {
    return this.frame.contentFrame();
  }

  async seesNoPage(): Promise<void> {
    await expect(this.frame).toHaveCount(0);
  }

  /** Sets the demo's and the browser's clock, e.g. to `2026-12-07T10:00` in Japan. */
  async turnClock(to: string): Promise<void> {
    await this.page.context().clock.setFixedTime(`${to}:00+09:00`);
    await this.page.getByRole("tab", { name: "時計" }).click();
    await this.page.getByLabel("日時を指定").fill(to);
    await this.page.getByRole("button", { name: "この日時にする" }).click();
    await expect(this.page.getByLabel("時刻")).toHaveText(to.slice(-5));
  }
}
