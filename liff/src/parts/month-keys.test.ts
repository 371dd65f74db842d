import { expect, it } from "vitest";

import { moveBy } from "./month-keys.ts";

it.each([
  ["ArrowRight", false, "2026-12-09"],
  ["ArrowLeft", false, "2026-12-07"],
  ["ArrowDown", false, "2026-12-15"],
  ["ArrowUp", false, "2026-12-01"],
  ["Home", false, "2026-12-06"],
  ["End", false, "2026-12-12"],
  ["PageDown", false, "2027-01-08"],
  ["PageUp", false, "2026-11-08"],
  ["PageDown", true, "2027-12-08"],
  ["PageUp", true, "2025-12-08"],
])("%s (shift: %s) leads from 8 December to %s", (key, shift, to) => {
  expect(moveBy(key, shift, "2026-12-08")).toBe(to);
});

it("leaves every other key alone", () => {
  expect(moveBy("Tab", false, "2026-12-08")).toBeUndefined();
});
