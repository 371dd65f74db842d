/** Another person is identified in a window that the former one has left without logging out. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Municipality, Session } from "../api/client.ts";
import { draft, keepDraft } from "./draft.ts";
import { enter, meet, municipality, session, sessionRanOut } from "./visit.ts";
import { agree, hasAgreed } from "./way.ts";

const typed = { name: "ワクチン タロウ", phone: "09012345678", email: "taro@example.jp" };
const nobody: Session = {
  identified: false,
  linked: false,
  lineKnown: false,
  hasContact: false,
  hasBooking: false,
  people: [],
};

function of(id: string): Session {
  return { ...nobody, identified: true, person: { id, couponEnds: "7890" } };
}

beforeEach(() => {
  window.sessionStorage.clear();
  municipality.value = { terms: { version: "1", blocks: [] } } as unknown as Municipality;
  session.value = nobody;
  agree();
  enter(of("taro"));
  keepDraft("taro", typed);
});

afterEach(() => {
  vi.unstubAllGlobals();
  window.sessionStorage.clear();
});

it("keeps consent and draft of a person through the end of their session", () => {
  expect(hasAgreed()).toBe(true);
  sessionRanOut();
  enter(of("taro"));
  expect(draft("taro")).toEqual(typed);
  expect(hasAgreed()).toBe(true);
});

it("asks whoever comes after the end of a session for their own consent", () => {
  sessionRanOut();
  expect(hasAgreed()).toBe(false);
  agree();
  enter(of("hanako"));
  expect(hasAgreed()).toBe(true);
});

it("leaves no trace of the former person to one who identifies", () => {
  enter(of("hanako"));
  expect(hasAgreed()).toBe(false);
  expect(draft("hanako")).toBeUndefined();
  expect(JSON.stringify({ ...window.sessionStorage })).not.toContain("taro");
});

it("leaves no trace of the former person to one whom LINE identifies", async () => {
  vi.stubGlobal("fetch", async () => Response.json(of("hanako")));
  await meet();
  expect(session.value?.person?.id).toBe("hanako");
  expect(hasAgreed()).toBe(false);
  expect(JSON.stringify({ ...window.sessionStorage })).not.toContain("taro");
});
