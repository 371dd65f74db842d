/** Checks what people see: with axe, and in pictures. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

import type { Phone } from "./phone.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The folder for the pictures of the documents, if they are to be taken. */
export const PICTURES = process.env.SESSHU_PICTURES;

/** The device scale factor: pictures for the documents need a high resolution. */
export const SHARP = PICTURES ? 2 : 1;

/** Numbers the pictures of one journey: `journey-03-terms.png`. */
export class Album {
  private count = 0;

  constructor(
    private readonly page: Page,
    private readonly walk: string,
  ) {}

  /** Takes a picture and runs axe on the page, including its frames. */
  async look(name: string, how: { fullPage?: boolean } = {}): Promise<void> {
    this.count += 1;
    const number = String(this.count).padStart(2, "0");
    const path = `test-results/screens/${this.walk}-${number}-${name}.png`;
    await this.page.screenshot({ path, animations: "disabled", ...how });
    await expectAccessible(this.page, name);
  }
}

/** Takes a picture of the phone alone, for the documents. */
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
  // Without frames axe needs no page of its own to combine its findings, which is faster.
  const framed = page.frames().length > 1;
  const axe = new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(!framed);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}\n${node.failureSummary}`),
  );
  expect.soft(found, `axe on ${name}`).toEqual([]);
}
