/**
 * A whole booking in a narrow window with letters of 200 %. manual.spec.ts and states.spec.ts check
 * in each language that all other pages and states fit.
 */
import { expectNothingAside, setLetters } from "./fit.ts";
import { Album } from "./look.ts";
import { Pages } from "./pages.ts";
import { expect, test } from "./stage.ts";

test.use({ viewport: { width: 320, height: 2600 } });

test("from the terms to My Page, at 320 pixels and 200 %", async ({ demo, page }) => {
  const album = new Album(page, "narrow-large");
  const pages = new Pages(page);
  const look = async (name: string) => {
    await expectNothingAside(page, name);
    await album.look(name);
  };
  await setLetters(page, 32);
  await page.goto(demo.pagesUrl);
  await pages.stand("利用規約");
  await look("terms");
  await page.getByRole("checkbox", { name: "利用規約に同意する" }).check();
  await pages.button("予約をはじめる").click();
  await pages.stand("個人の認証（本人確認）");
  await page.getByRole("radio", { name: "昭和" }).check();
  await look("identity");
  await page.getByLabel("券番号").fill("1234567890");
  await pages.button("文字で入力する").click();
  await page.getByLabel("生年月日").fill("S25.5.5");
  await pages.button("次に進む").click();
  await pages.stand("LINE連携");
  await look("line");
  await pages.button("LINE連携をしないで進む").click();
  await pages.stand("連絡先の入力");
  await pages.button("次に進む").click();
  await look("contact");
  await pages.fillContact({ name: "シオカゼ ハナコ", phone: "09012345678" });
  await pages.stand("予約方法の選択");
  await look("choice");
  await pages.chooseWay("日時から決める");
  await pages.seeMonth("2026年11月");
  await pages.button("来月→").click();
  await pages.seeMonth("2026年12月");
  await look("calendar");
  await pages.day("12月8日（火）").click();
  await pages.stand("会場の種類を選ぶ");
  await look("category");
  await pages.link("集団接種会場").click();
  await pages.stand("12月8日（火）の接種会場");
  await look("venues");
  await pages.link("潮風市民ホール").click();
  await pages.stand("希望時間を選ぶ");
  await look("times");
  await pages.link("10:00～10:30").click();
  await pages.stand("予約内容の確認");
  await look("confirm");
  await pages.button("予約を確定する").click();
  await pages.stand("ご予約が完了しました");
  await look("done");
  await pages.link("マイページ").click();
  await pages.stand("マイページ");
  await look("my-page");
  await pages.button("ご予約をキャンセルして取り直す").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await look("question");
});
