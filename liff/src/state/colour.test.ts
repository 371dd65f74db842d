import { expect, it } from "vitest";

import { contrastOnWhite, parse, type Rgb, readable } from "./colour.ts";

it("keeps a colour that can be read on white", () => {
  expect(readable([0, 105, 92])).toEqual([0, 105, 92]);
});

it.each<Rgb>([
  [255, 235, 59],
  [255, 255, 255],
  [0, 200, 83],
])("darkens %j until it can be read", (...rgb) => {
  expect(contrastOnWhite(readable(rgb))).toBeGreaterThanOrEqual(4.5);
});

it("takes six hex digits and nothing else", () => {
  expect(parse("#00695C")).toEqual([0, 105, 92]);
  expect(parse("red; background: url(//evil.example)")).toBeUndefined();
});
