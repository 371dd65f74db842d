/** Looking at what a person sees: with axe, and in pictures for eyes. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

import type { Phone } from "./phone.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Where the pictures for the documents go, when they are wanted. */
export const PICTURES = process.env.SESSHU_PICTURES;

/** Pixels per pixel: pictures for the documents are to be sharp. */
export const SHARP = PICTURES ? 2 : 1;

/** Numbers the pictures of one walk: `journey-03-terms.png`. */
export class Album {
  private count = 0;

  constructor(
    private readonly page: Page,
    private readonly walk: string,
  ) {}

  /** Takes a picture and has axe look at the page, the pages in its frames included. */
  async look(name: string, how: { fullPage?: boolean } = {}): Promise<void> {
    this.count += 1;
    const number = String(this.count).padStart(2, "0");
    const path = `test-results/screens/${this.walk}-${number}-${name}.png`;
    await this.page.screenshot({ path, animations: "disabled", ...how });
    await expectAccessible(this.page, name);
  }
}

/** The phone alone, for the documents. */
export async function picture(phone: Phone, name: string): Promise<void> {
  if (!PICTURES) return;
  await phone.page.mouse.move(0, 0);
  await phone.page.evaluate(() => {
    document.body.style.background = "none";
  });
  const path = `${PICTURES}/${name}.png`;
  await phone.body.screenshot({ path, animations: "disabled", omitBackground: true });
}

async function expectAccessible(page: Page, name: string): Promise<void> {
  // Without frames axe needs no page of its own to put its findings together, which is faster.
  const framed = page.frames().length > 1;
  const axe = new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(!framed);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}\n${node.failureSummary}`),
  );
  expect.soft(found, `axe on ${name}`).toEqual([]);
}
