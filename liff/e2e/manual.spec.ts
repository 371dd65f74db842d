/**
 * The resident manual, chapter by chapter, in each language, in an ordinary browser with LINE's
 * login. Each stop is checked; docs/MANUAL_MAP.md shows the pictures, which are taken with
 * `SESSHU_PICTURES=../docs/pictures npm run e2e -- manual`.
 */
import type { Locator, Page } from "@playwright/test";

import type { Dictionary } from "../src/words/say.tsx";
import { expectToFit } from "./fit.ts";
import { addPerson, playLine } from "./line.ts";
import { Album, PICTURES, picture } from "./look.ts";
import { Pages } from "./pages.ts";
import { HANAKO } from "./phone.ts";
import { named, READERS, type SentenceKey, strangersOn } from "./readers.ts";
import { expect, test } from "./stage.ts";

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  test.describe.configure({ mode: "parallel" });

  for (const { code, name, words, era, year, months, day } of READERS) {
    test(`${name}: chapters Ⅱ to Ⅵ`, async ({ context, demo, page }) => {
      const pages = new Pages(page);
      const walk = new Walk(page, code, words);
      const { say, press, stand, look } = walk;
      const follow = (key: SentenceKey) => pages.link(say(key)).click();
      await playLine(context, demo);
      await addPerson(page, demo, "花子");

      await page.goto(demo.pagesUrl);
      await pages.stand("利用規約");
      await pages.button(name).click();
      await stand("terms.title");
      await expect(page.locator("html")).toHaveAttribute("lang", code === "en" ? "en" : "ja");
      await look("02-terms");
      await page.getByRole("checkbox", { name: say("terms.agree") }).check();
      await press("terms.start");

      await stand("identity.title");
      const number = page.getByRole("textbox", { name: say("identity.number") });
      await number.fill(HANAKO.number);
      await page.getByRole("radio", { name: say(era) }).check();
      await page.locator("#birth-year").selectOption(year);
      await page.locator("#birth-month").selectOption("5");
      await page.locator("#birth-day").selectOption("5");
      await look("03-identity", page.getByRole("button", { name: say("identity.next") }));
      await page.locator("#birth-day").selectOption("6");
      await press("identity.next");
      await expect(pages.link(say("error.couponNotFound"))).toBeVisible();
      await look("04-wrong-pair");
      await number.fill("");
      await page.locator("#birth-day").selectOption("");
      await press("identity.next");
      await expect(pages.link(say("invalid.birthMissing"))).toBeVisible();
      await look("identity-empty");
      await number.fill(HANAKO.number);
      await page.locator("#birth-day").selectOption("5");
      await press("identity.next");

      await stand("line.title");
      await look("06-line", page.getByRole("button", { name: say("line.skip") }));
      await press("line.link");
      await page.getByRole("button", { name: "許可する" }).click();
      // The page shows whose LINE account it is before the link is made.
      await stand("line.title");
      await expect(page.getByText("花子", { exact: true })).toBeVisible();
      await press("line.link");

      await stand("contact.title");
      const kana = page.getByRole("textbox", { name: say("contact.name") });
      await kana.fill("シオカゼ ハナコ");
      await page.getByRole("textbox", { name: say("contact.phone") }).fill("09012345678");
      await look("07-contact", page.getByRole("button", { name: say("contact.next") }));
      await kana.fill("");
      await press("contact.next");
      await expect(page.getByRole("alert")).toBeFocused();
      await look("contact-empty");
      await kana.fill("シオカゼ ハナコ");
      await press("contact.next");

      await stand("choice.title");
      // The language is remembered.
      await page.reload();
      await stand("choice.title");
      await page.getByRole("radio", { name: say("choice.place") }).check();
      await look("08-choice");
      await press("choice.next");
      await stand("category.title");
      await look("09-category");
      await pages.link("集団接種会場").click();
      await stand("venues.title");
      await look("10-venues");
      await pages.link("潮風市民ホール").click();
      await pages.seeMonth(months[0]);
      await press("calendar.nextMonth");
      await pages.seeMonth(months[1]);
      await look("11-calendar", page.getByRole("grid"));
      await pages.day(day).click();
      await stand("times.title");
      await look("12-times");
      await page.getByRole("link", { name: /^10:00/ }).click();
      await stand("confirm.title");
      await look("13-confirm");
      await press("confirm.commit");
      await stand("done.title");
      await expect(page.getByText("予診票")).toBeVisible();
      await look("14-done");

      await follow("nav.myPage");
      await stand("my.title");
      await expect(page.getByText("予診票")).toBeVisible();
      await look("17-my-page", page.getByRole("button", { name: say("my.cancel") }));
      await press("my.cancel");
      const question = page.getByRole("dialog", { name: say("cancel.question") });
      await expect(question).toBeVisible();
      await look("18-question");
      await question.getByRole("button", { name: say("dialog.ok") }).click();
      // The section of the devices loads at the same time, and says so in a status of its own.
      const done = page.getByRole("status").and(page.locator(".message"));
      await expect(done).toBeFocused();
      await expect(page.getByRole("region", { name: say("my.history") })).toContainText("10:00");
      await look("19-cancelled");

      await follow("my.start");
      await stand("choice.title");
      await page.getByRole("radio", { name: say("choice.date") }).check();
      await press("choice.next");
      await pages.seeMonth(months[0]);
      await press("calendar.nextMonth");
      await pages.seeMonth(months[1]);
      await look("15-date-calendar", page.getByRole("grid"));
      await pages.day(day).click();
      await stand("category.title");
      await pages.link("集団接種会場").click();
      await expect(page.getByRole("link", { name: "潮風市民ホール" })).toBeVisible();
      await look("16-date-venues");

      await page.goto(`${demo.pagesUrl}mypage`);
      await stand("my.title");
      await press("my.logout");
      await stand("logout.title");
      await look("22-logged-out");
      await press("nav.myPage");
      await stand("identity.title");
      await press("identity.lineLogin");
      await page.getByRole("button", { name: "許可する" }).click();
      await stand("my.title");
      await press("my.unlink");
      await expect(page.getByRole("dialog", { name: say("unlink.question") })).toBeVisible();
      await look("20-unlink-question");
      await page
        .getByRole("dialog")
        .getByRole("button", { name: say("dialog.ok") })
        .click();
      await stand("identity.title");
      await expect(done).toBeVisible();
      await look("21-unlinked");
    });

    test(`${name}: the robot check`, async ({ demo, page }) => {
      const { say, press, stand, look } = new Walk(page, code, words);
      await page.goto(`${demo.pagesUrl}robot-check?lang=${code}`);
      await stand("robot.title");
      await press("robot.next");
      await expect(page.getByRole("alert")).toBeFocused();
      await look("robot-check-missing");
      await page.getByRole("checkbox", { name: say("robot.label") }).click();
      await expect(page.getByRole("alert")).toHaveCount(0);
      await expect(page.getByText(say("robot.done"))).toBeVisible();
      await look("05-robot-check");
    });
  }
});

test("the menu of the phone", async ({ phone }) => {
  test.skip(!PICTURES, "pictures are not asked for");
  await phone.pickUp();
  await phone.addFriend();
  await picture(phone, "manual/01-menu");
});

/** One reader's way through the pages, by the sentences of their language. */
class Walk {
  private readonly album: Album;

  constructor(
    private readonly page: Page,
    private readonly code: string,
    private readonly words: Dictionary,
  ) {
    this.album = new Album(page, `manual-${code}`);
  }

  say = (key: SentenceKey): RegExp => named(this.words, key);

  press = (key: SentenceKey): Promise<void> =>
    this.page.getByRole("button", { name: this.say(key) }).click();

  stand = (key: SentenceKey): Promise<void> => new Pages(this.page).stand(this.say(key));

  /** Checks the page with axe and for other languages; takes a picture (numbered: the manual's). */
  look = async (name: string, last?: Locator): Promise<void> => {
    expect.soft(await strangersOn(this.page, this.words), `other words on ${name}`).toEqual([]);
    await this.page.mouse.move(0, 0);
    await this.album.look(name, { fullPage: true });
    if (PICTURES && /^\d/.test(name)) await this.take(name, last);
    await expectToFit(this.page, `${name}, ${this.code}`);
  };

  /** Takes a picture of what fits on a phone's screen, from the top of the page or down to `last`. */
  private async take(name: string, last?: Locator): Promise<void> {
    const inDialog = await this.page.getByRole("dialog").count();
    if (!inDialog) {
      await this.page.evaluate(() => {
        (document.activeElement as HTMLElement | null)?.blur();
        window.scrollTo(0, 0);
      });
      await last?.evaluate((element) => element.scrollIntoView({ block: "end" }));
    }
    const path = `${PICTURES}/manual/${this.code}/${name}.png`;
    await this.page.screenshot({ path, animations: "disabled" });
  }
}
