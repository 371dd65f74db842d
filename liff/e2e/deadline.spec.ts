/** Ⅳ: cancelling on My Page until 23:59 of the third day before, afterwards by phone only. */
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { expect, test } from "./stage.ts";

test("from the third day before, My Page names the call centre instead", async ({ phone }) => {
  const album = new Album(phone.page, "deadline");
  const pages = new Pages(phone.liff);
  await phone.belongsTo(HANAKO);
  await phone.press("場所から予約");
  await pages.fillContact({ name: "シオカゼ ハナコ", phone: "09012345678" });
  await pages.choosePlace("潮風市民ホール", "12月8日（火）");
  await pages.book("10:00～10:30");
  await pages.button("LINEに戻る").click();
  await phone.hears("ご予約が完了しました");

  for (const [moment, open] of [
    ["2026-12-05T23:59", true],
    ["2026-12-06T00:00", false],
  ] as const) {
    await phone.turnClock(moment);
    await phone.press("マイページ");
    await pages.stand("マイページ");
    await pages.see(open ? "この画面でできます。" : "期限を過ぎました。お電話でご連絡ください。");
    await expect(pages.button("ご予約をキャンセルして取り直す")).toHaveCount(open ? 1 : 0);
    if (open) await phone.page.getByRole("button", { name: "閉じる" }).click();
  }
  await expect(pages.link("0120-000-000 に電話をかける")).toHaveAttribute("href", "tel:0120000000");
  await pages.see("予約済み");
  await album.look("by-phone-only");
});
