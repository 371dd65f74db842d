/** The browser journeys in e2e/: `SESSHU_BIN=…/sesshu npm run e2e`. */
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/runs",
  reporter: "list",
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // Generous: a slow machine is no error.
  timeout: 480_000,
  expect: { timeout: 30_000 },
  use: {
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    viewport: { width: 1280, height: 920 },
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 30_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.SESSHU_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
