/** A linked resident's bookings: by date, cancelling, the reminder. */
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO, type Phone, TARO } from "./phone.ts";
import { expect, test } from "./stage.ts";

const HER = { name: "シオカゼ ハナコ", phone: "09012345678" };
const HIS = { name: "シオカゼ タロウ", phone: "09087654321" };

test.beforeEach(async ({ phone }) => {
  await phone.belongsTo(HANAKO);
});

test("by date: the calendar of all venues comes first", async ({ phone }) => {
  const album = new Album(phone.page, "by-date");
  const pages = new Pages(phone.liff);

  await phone.press("日時から予約");
  await pages.fillContact(HER);
  await pages.seeMonth("2026年11月");
  await album.look("calendar");
  await pages.button("来月→").click();
  await pages.seeMonth("2026年12月");
  await pages.day("12月8日（火） 空きあり").click();
  await pages.stand("会場の種類を選ぶ");
  await pages.link("集団接種会場").click();
  await pages.stand("12月8日（火）の接種会場");
  await album.look("venues-of-the-day");
  await pages.link("潮風市民ホール").click();
  await pages.book("10:00～10:30");
  await phone.hears("ご予約が完了しました");
});

test("cancelled on My Page and booked again", async ({ phone }) => {
  const album = new Album(phone.page, "rebook");
  const pages = new Pages(phone.liff);
  await bookByPlace(phone, pages);

  await pages.link("マイページ").click();
  await pages.stand("マイページ");
  await pages.see("キャンセルは2026年12月5日（土） 23:59まで、この画面でできます。");
  await album.look("my-page");
  await pages.button("ご予約をキャンセルして取り直す").click();
  const question = pages.at.getByRole("dialog", { name: "キャンセルしますか？" });
  await expect(question).toContainText("キャンセルした予約は戻すことができません。");
  await album.look("question");
  await question.getByRole("button", { name: "戻る" }).click();
  await pages.see("予約済み");
  await pages.button("ご予約をキャンセルして取り直す").click();
  await question.getByRole("button", { name: "OK" }).click();
  await pages.see("キャンセルしました");
  await pages.see("現在、ご予約はありません。");
  await pages.see("キャンセル済み");
  await album.look("cancelled");

  await pages.link("予約を始める").click();
  await pages.chooseWay("場所から決める");
  await pages.choosePlace("みなと体育館", "12月25日（金）");
  await pages.book("10:00～11:00");
  await pages.button("LINEに戻る").click();
  await phone.hears("みなと体育館");
  await expect(phone.lines("キャンセルしました")).toHaveCount(1);
  await expect(phone.lines("ご予約が完了しました")).toHaveCount(2);
  await album.look("chat");
});

test("the reminder comes once, at ten on the day before", async ({ phone }) => {
  const album = new Album(phone.page, "reminder");
  const pages = new Pages(phone.liff);
  await bookByPlace(phone, pages);
  await pages.button("LINEに戻る").click();
  await phone.hears("ご予約が完了しました");

  await phone.turnClock("2026-12-07T10:00");
  await phone.hears("予約日前日のお知らせ");
  await expect(phone.lines("予約日前日のお知らせ")).toContainText("12月8日（火）");
  await album.look("reminder");

  // That evening another person gets a notification; a second reminder for her would have come, too.
  await phone.turnClock("2026-12-07T18:00");
  await phone.handToNew("太郎");
  await phone.addFriend();
  await phone.link(TARO);
  await phone.press("場所から予約");
  await pages.fillContact(HIS);
  await pages.link("集団接種会場").click();
  await pages.link("潮風市民ホール").click();
  await pages.day("12月10日（木）").click();
  await pages.book("10:00～10:30");
  await pages.button("LINEに戻る").click();
  await phone.hears("ご予約が完了しました");
  await phone.handBackTo("花子");
  await phone.hears("予約日前日のお知らせ", 1);
});

async function bookByPlace(phone: Phone, pages: Pages): Promise<void> {
  await phone.press("場所から予約");
  await pages.fillContact(HER);
  await pages.choosePlace("潮風市民ホール", "12月8日（火）");
  await pages.book("10:00～10:30");
}
