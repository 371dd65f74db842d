/** Ⅰ-02 メインメニュー: three of its areas lead to the municipality's own pages. */
import { expect, test } from "./stage.ts";

const TOWN = "https://www.example.jp/shiokaze/vaccine";
const AREAS = [
  ["FAQ", `${TOWN}/faq`],
  ["ワクチン関連情報", TOWN],
  ["マニュアル", `${TOWN}/manual.pdf`],
] as const;

test("FAQ, information and manual open from the menu", async ({ context, phone }) => {
  await context.route("https://www.example.jp/**", (route) =>
    route.fulfill({ contentType: "text/html", body: "<title>潮風市</title>" }),
  );
  await phone.pickUp();
  await phone.addFriend();
  for (const [area, address] of AREAS) {
    const opened = context.waitForEvent("page");
    await phone.tapMenu(area);
    const page = await opened;
    await expect(page).toHaveURL(address);
    await page.close();
  }
});
