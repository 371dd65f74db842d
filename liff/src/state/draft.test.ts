import { afterEach, expect, it } from "vitest";

import { draft, forgetDraft, keepDraft } from "./draft.ts";

const typed = { name: "ワク", phone: "090", email: "" };

afterEach(() => window.sessionStorage.clear());

it("brings back what was typed, until it is saved", () => {
  keepDraft("taro", typed);
  expect(draft("taro")).toEqual(typed);
  forgetDraft("taro");
  expect(draft("taro")).toBeUndefined();
});

it("shows nobody what another person has typed", () => {
  keepDraft("taro", typed);
  keepDraft(undefined, typed);
  expect(draft("hanako")).toBeUndefined();
  expect(draft(undefined)).toBeUndefined();
});

it.each(["{", "null", '{"name":1}', "[]"])("bears %s in the storage", (text) => {
  window.sessionStorage.setItem("sesshu.contact@taro", text);
  expect(draft("taro")).toBeUndefined();
});
