/** Small screens and large letters: everything is visible, and nothing needs scrolling sideways. */
import { type CDPSession, expect, type Page } from "@playwright/test";

/** Width of the window and size of its letters: WCAG 2.2, 1.4.10 Reflow and 1.4.4 Resize Text. */
const NARROW = [
  { width: 320, letters: 16 },
  { width: 320, letters: 32 },
];

/** Checks the present page in a narrow window and with letters of 200 %. */
export async function expectToFit(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const { width, letters } of NARROW) {
    await page.setViewportSize({ width, height: before?.height ?? 844 });
    await setLetters(page, letters);
    await expectNothingAside(page, `${name}, ${width} px, letters of ${letters}`);
  }
  await setLetters(page, 16);
  if (before) await page.setViewportSize(before);
}

/** Sets the standard letter size of the browser's settings. A picture of a whole page undoes it. */
export async function setLetters(page: Page, standard: number): Promise<void> {
  const devtools = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, devtools);
  await devtools.send("Page.setFontSizes", { fontSizes: { standard, fixed: standard } });
}

const sessions = new WeakMap<Page, CDPSession>();

/** Expects that nothing exceeds the right edge and no text is cut off. */
export async function expectNothingAside(page: Page, name: string): Promise<void> {
  const aside = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    // Input may be longer than its field, which scrolls.
    const seen = (element: Element) => !element.closest(".unseen, .aloud, .skip, input");
    const beyond = [...document.body.querySelectorAll("*")].filter(
      (element) =>
        seen(element) &&
        (element.getBoundingClientRect().right > width + 1 ||
          (element instanceof HTMLElement &&
            element.scrollWidth > element.clientWidth + 1 &&
            getComputedStyle(element).display !== "inline")),
    );
    const words = beyond.map(
      (element) => `${element.tagName}.${element.className}: ${element.textContent?.slice(0, 30)}`,
    );
    return document.documentElement.scrollWidth > width ? ["the page", ...words] : words;
  });
  expect.soft(aside, `beyond the edge on ${name}`).toEqual([]);
}
