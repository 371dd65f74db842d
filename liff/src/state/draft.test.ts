import { afterEach, expect, it } from "vitest";

import { draft, forgetDraft, keepDraft } from "./draft.ts";

afterEach(() => window.sessionStorage.clear());

it("brings back what was typed, until it is saved", () => {
  keepDraft({ name: "ワク", phone: "090", email: "" });
  expect(draft()).toEqual({ name: "ワク", phone: "090", email: "" });
  forgetDraft();
  expect(draft()).toBeUndefined();
});

it.each(["{", "null", '{"name":1}', "[]"])("bears %s in the storage", (text) => {
  window.sessionStorage.setItem("sesshu.contact", text);
  expect(draft()).toBeUndefined();
});
