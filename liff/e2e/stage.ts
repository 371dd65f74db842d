/** The fixtures of every test: a demo, and checks of its log and of every page. */
import { test as base, type ConsoleMessage, expect } from "@playwright/test";

import { Demo, NOW } from "./demo.ts";
import { listen } from "./passive.ts";
import { Phone } from "./phone.ts";

export { expect } from "@playwright/test";

type Stage = {
  demo: Demo;
  /** The number of people who are already in the waiting room. */
  crowd: number;
  /** Browser errors that a test causes on purpose. */
  foreseen: RegExp | undefined;
  /** Fails the test for a console error, an uncaught error or a violation of the page's policy. */
  watchman: undefined;
  phone: Phone;
};

export const test = base.extend<Stage>({
  crowd: [0, { option: true }],

  demo: async ({ crowd }, use, info) => {
    const demo = await Demo.start(crowd > 0 ? ["--crowd", String(crowd)] : []);
    await use(demo);
    const code = await demo.stop();
    if (info.status !== info.expectedStatus) {
      await info.attach("demo.log", { body: demo.log.join("\n"), contentType: "text/plain" });
    }
    expect(demo.complaints(), "errors in the log of the demo").toEqual([]);
    expect(demo.leaks(), "people in the log or the database").toEqual([]);
    expect(code, "how the demo ended").toBe(0);
  },

  foreseen: [undefined, { option: true }],

  watchman: [
    async ({ context, foreseen }, use) => {
      const seen: string[] = [];
      context.on("console", (message) => {
        if (message.type() !== "error" || isRefusal(message)) return;
        const said = `${message.text()} (${message.location().url})`;
        if (!foreseen?.test(said)) seen.push(said);
      });
      context.on("weberror", (error) => seen.push(String(error.error().stack)));
      // The pages get the date from the browser, which must agree with `--now` of the demo.
      await context.clock.setFixedTime(NOW);
      await use(undefined);
      expect(seen, "errors in the browser").toEqual([]);
    },
    { auto: true },
  ],

  // The page depends on the demo, so that it is closed before the demo is stopped.
  phone: async ({ demo, context, page }, use) => {
    const answers = listen(context, new URL(demo.pagesUrl).origin);
    await use(new Phone(page, demo.phoneUrl));
    expect(await answers(), "what answers should not say").toEqual([]);
    await page.close();
  },
});

/** The browser reports every 4xx as an error, but the pages handle those. */
function isRefusal(message: ConsoleMessage): boolean {
  return (
    /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()) &&
    new URL(message.location().url).pathname.startsWith("/api/")
  );
}
