import { afterEach, expect, it, vi } from "vitest";

import { preferredLanguage, rememberLanguage } from "./language.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  window.localStorage.clear();
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
  vi.stubGlobal("localStorage", new Proxy({}, { get: forbidden }));
  rememberLanguage("en");
  expect(preferredLanguage("", ["ja"])).toBe("ja");
});

function forbidden(): never {
  throw new DOMException("forbidden", "SecurityError");
}
