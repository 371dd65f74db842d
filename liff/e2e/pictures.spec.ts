/** The pictures of the documents: `SESSHU_PICTURES=../docs/pictures npm run e2e -- pictures`. */
import { PICTURES, picture } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { test } from "./stage.ts";

test.skip(!PICTURES, "pictures are not asked for");
test.use({ deviceScaleFactor: 2 });

test("the card of a booking, and the calendar", async ({ phone }) => {
  const pages = new Pages(phone.liff);
  await phone.belongsTo(HANAKO);

  await phone.press("場所から予約");
  await pages.fillContact({ name: "シオカゼ ハナコ", phone: "09012345678" });
  await pages.link("集団接種会場").click();
  await pages.link("潮風市民ホール").click();
  await pages.button("来月→").click();
  await pages.seeMonth("2026年12月");
  await pages.at.getByRole("heading", { level: 1 }).evaluate((title) => title.scrollIntoView());
  await picture(phone, "calendar");

  await pages.day("12月8日（火）").click();
  await pages.book("10:00～10:30");
  await pages.button("LINEに戻る").click();
  await phone.hears("ご予約が完了しました");
  await phone.lines("ご予約が完了しました").evaluate((line) => line.scrollIntoView());
  await picture(phone, "phone");
});
