/** Ⅴ LINE連携の解除. */
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { expect, test } from "./stage.ts";

test("the link with LINE is undone on My Page, and the coupon number is asked for again", async ({
  phone,
}) => {
  const album = new Album(phone.page, "unlink");
  const pages = new Pages(phone.liff);
  await phone.belongsTo(HANAKO);
  await phone.press("マイページ");
  await pages.stand("マイページ");
  await pages.see("LINE連携済み");
  await pages.button("LINE連携を解除する").click();
  const question = pages.at.getByRole("dialog", { name: "LINE連携を解除しますか？" });
  await expect(question).toBeVisible();
  await album.look("question");
  await question.getByRole("button", { name: "戻る" }).click();
  await expect(question).toHaveCount(0);
  await pages.see("LINE連携済み");
  await pages.button("LINE連携を解除する").click();
  await question.getByRole("button", { name: "OK" }).click();

  // LINE no longer identifies the person, neither on the pages nor in the chat.
  await pages.stand("個人の認証（本人確認）");
  await pages.see("LINE連携を解除しました。");
  await album.look("unlinked");
  await phone.page.getByRole("button", { name: "閉じる" }).click();
  await phone.say("予約");
  await phone.hears("はじめに（LINE連携）", 2);
});
