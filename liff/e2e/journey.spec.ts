/** The whole journey of a resident aged 75, from adding the account to the card of the booking. */
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

test("from the account to the booking", async ({ phone }) => {
  const album = new Album(phone.page, "journey");
  const pages = new Pages(phone.liff);

  await phone.pickUp();
  await expect(phone.body.getByRole("heading", { name: "潮風市 ワクチン接種予約" })).toBeVisible();
  await album.look("add-friend");
  await phone.addFriend();
  await album.look("greeting");

  await phone.tapMenu("ワクチン予約・確認");
  await phone.hears("はじめに（LINE連携）");
  await album.look("terms");
  await phone.press("同意する");
  await phone.hears("券番号は、接種券のここに書かれています。");
  await album.look("coupon-number");
  await phone.say("１２３４５−６７８９０");
  await phone.hears("生年月日を送ってください。");
  await album.look("birth-date");
  await phone.say("昭和25年5月5日");
  await phone.hears("この内容でよろしいですか？");
  await album.look("is-it-right");
  await phone.press("はい");
  await phone.hears("LINE連携が完了しました。");
  await phone.hears("予約はまだありません");
  await album.look("linked");

  await phone.press("場所から予約");
  await pages.stand("連絡先の入力");
  await album.look("contact");
  await pages.fillContact({ name: "しおかぜ はなこ", phone: "090-1234-5678" });
  await pages.stand("会場の種類を選ぶ");
  await album.look("category");
  await pages.link("集団接種会場").click();
  await pages.stand("接種会場を選ぶ");
  await album.look("venues");
  await pages.link("潮風市民ホール").click();
  await pages.seeMonth("2026年11月");
  await album.look("calendar-november");
  await pages.button("来月→").click();
  await pages.seeMonth("2026年12月");
  await album.look("calendar-december");
  await pages.button("←先月").click();
  await pages.seeMonth("2026年11月");
  await pages.button("来月→").click();
  await pages.day("12月8日（火） 空きあり").click();
  await pages.stand("希望時間を選ぶ");
  await album.look("times");
  await pages.link("10:00～10:30").click();

  await pages.stand("予約内容の確認");
  await pages.see("まだ予約は確定していません。");
  await pages.see("シオカゼ ハナコ");
  await pages.see("09012345678");
  await album.look("confirm");
  await pages.button("予約を確定する").click();
  await pages.stand("ご予約が完了しました");
  await album.look("done");

  await pages.button("LINEに戻る").click();
  await phone.seesNoPage();
  await phone.hears("ご予約が完了しました");
  await expect(phone.lines("ご予約が完了しました")).toContainText("12月8日（火）");
  await album.look("booking-card");
});

test("the birth date is chosen in the phone's date picker", async ({ phone }) => {
  const album = new Album(phone.page, "picker");
  await phone.pickUp();
  await phone.addFriend();
  await phone.tapMenu("ワクチン予約・確認");
  await phone.press("同意する");
  await phone.hears("券番号は、接種券のここに書かれています。");
  await phone.say("1234567890");
  await phone.press("日付を選ぶ");
  const sheet = phone.page.getByRole("dialog", { name: "日付を選択" });
  await expect(sheet.getByLabel("日付を選択")).toHaveValue(/^1950-/);
  await album.look("date-picker");
  await sheet.getByRole("button", { name: "キャンセル" }).click();
  await phone.pickDate("日付を選ぶ", "1950-05-05");
  await phone.hears("1950年（昭和25年）");
  await phone.press("はい");
  await phone.hears("LINE連携が完了しました。");
});

test("「やめる」 ends it, and a wrong pair is told as the manual tells it", async ({ phone }) => {
  await phone.pickUp();
  await phone.addFriend();
  await phone.say("予約");
  await phone.press("同意する");
  await phone.hears("券番号は、接種券のここに書かれています。");
  await phone.press("やめる");
  await phone.hears("わかりました。ここで終わります。");

  await phone.say("予約");
  await phone.hears("はじめに（LINE連携）", 2);
  await phone.press("同意する");
  await phone.hears("券番号は、接種券のここに書かれています。", 2);
  await phone.say("1234567890");
  await phone.hears("生年月日を送ってください。");
  await phone.say("昭和26年5月5日");
  await phone.press("はい");
  await phone.hears("入力された情報に該当する接種券が見つかりませんでした。再度入力ください。");
  await new Album(phone.page, "wrong-pair").look("sentence");
  await expect(phone.lines("LINE連携が完了しました。")).toHaveCount(0);
});
