/** Two coupons on one LINE account: whose booking it is, chosen and shown on every page. */
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO, TARO } from "./phone.ts";
import { test } from "./stage.ts";

test("a couple on one phone: the second coupon is added, the person chosen", async ({ phone }) => {
  const album = new Album(phone.page, "family");
  const pages = new Pages(phone.liff);
  await phone.belongsTo(HANAKO);
  await phone.press("マイページ");
  await pages.stand("マイページ");
  await pages.link("家族の接種券を追加").click();

  await pages.prove(TARO, { agree: true });
  await pages.stand("LINE連携");
  await pages.button("LINEに紐づけて保存する").click();

  await pages.stand("連絡先の入力");
  await pages.see("接種券 末尾7891 の方");
  await album.look("whose-contact");
  await pages.fillContact({ name: "シオカゼ タロウ", phone: "09087654321" });
  await pages.chooseWay("場所から決める");
  await pages.choosePlace("潮風市民ホール", "12月8日（火）");
  await pages.see("シオカゼ タロウ さま（接種券 末尾7891）");
  await pages.book("10:00～10:30");
  await pages.button("LINEに戻る").click();
  await phone.hears("ご予約が完了しました");

  await phone.press("マイページ");
  await pages.stand("マイページ");
  await pages.see("シオカゼ タロウ さま（接種券 末尾7891）");
  await pages.see("12月8日（火）");
  await album.look("his-page");
  await pages.link("ほかの人に切り替える").click();
  await pages.stand("どなたのご予約ですか");
  await album.look("choose");
  await pages.button("接種券 末尾7890 の方").click();
  await pages.stand("マイページ");
  await pages.see("接種券 末尾7890 の方");
  await pages.see("現在、ご予約はありません。");

  // A card opens the pages of the person it is about, regardless of who was chosen before.
  const close = phone.page.getByRole("button", { name: "閉じる" });
  await close.click();
  await phone.say("予約");
  await phone.press("マイページ");
  await pages.stand("マイページ");
  await pages.see("シオカゼ タロウ さま（接種券 末尾7891）");
  await close.click();
  await phone.press("場所から予約");
  await pages.see("接種券 末尾7890 の方");
});
