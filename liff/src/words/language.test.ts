import { afterEach, expect, it, vi } from "vitest";

import { preferredLanguage, rememberLanguage } from "./language.ts";

afterEach(() => {
  window.localStorage.clear();
  vi.restoreAllMocks();
});

it("speaks Japanese to a Japanese browser and English to others", () => {
  expect(preferredLanguage("", ["ja-JP"])).toBe("ja");
  expect(preferredLanguage("", ["pt-BR", "ja"])).toBe("en");
  expect(preferredLanguage("", [])).toBe("ja");
});

it("remembers what was chosen", () => {
  rememberLanguage("ja-easy");
  expect(preferredLanguage("", ["en"])).toBe("ja-easy");
});

it("follows ?lang= first, if it is a language of ours", () => {
  rememberLanguage("ja-easy");
  expect(preferredLanguage("?lang=en", ["ja"])).toBe("en");
  expect(preferredLanguage("?lang=xx", ["ja"])).toBe("ja-easy");
});

it("goes on without a memory where the browser forbids it", () => {
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new DOMException("forbidden", "SecurityError");
  });
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("forbidden", "SecurityError");
  });
  rememberLanguage("en");
  expect(preferredLanguage("", ["ja"])).toBe("ja");
});
