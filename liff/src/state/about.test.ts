import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Person, Session } from "../api/client.ts";
import { path, query, release, startRouter } from "../router.ts";
import { mustAsk } from "./about.ts";
import { enter, meet, session } from "./visit.ts";
import { entrance } from "./way.ts";

const father: Person = { id: "father-0000000000000", couponEnds: "7891" };
const mother: Person = { id: "mother-0000000000000", couponEnds: "8901" };
const family: Session = {
  identified: true,
  linked: true,
  lineKnown: true,
  hasContact: true,
  hasBooking: false,
  person: father,
  people: [father, mother],
};

let chosen: string[];
let refuses: boolean;

beforeEach(() => {
  chosen = [];
  refuses = false;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method !== "PUT") return Response.json(session.value ?? family);
    const { id } = await request.json();
    chosen.push(id);
    if (refuses) return Response.json({ status: 401, code: "not_identified" }, { status: 401 });
    return Response.json({ ...family, person: mother });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  enter(family);
});

async function opens(address: string, known: Session): Promise<void> {
  window.history.replaceState(null, "", address);
  startRouter();
  release();
  session.value = known;
  await meet();
}

it("turns the session to the person of the card, and tidies the address", async () => {
  await opens(`/liff/place?for=${mother.id}&category=a`, family);
  expect(chosen).toEqual([mother.id]);
  expect(session.value?.person).toEqual(mother);
  expect([path.value, query.value.toString()]).toEqual(["/place", "category=a"]);
  expect(window.location.search).toBe("?category=a");
  expect(mustAsk.value).toBe(false);
});

it("asks nothing where the session is about this person, or no person is named", async () => {
  await opens(`/liff/mypage?for=${father.id}`, family);
  await opens("/liff/mypage", family);
  expect(chosen).toEqual([]);
  expect(mustAsk.value).toBe(false);
});

it("asks whose booking it is where the person is not among the linked ones", async () => {
  refuses = true;
  await opens("/liff/place?for=stranger-00000000000", { ...family, people: [father] });
  expect(session.value?.person).toEqual(father);
  expect(mustAsk.value).toBe(true);
  expect(entrance()).toBe("/people");
  enter(family);
  expect(mustAsk.value).toBe(false);
});

it("asks for the coupon where no account is known", async () => {
  refuses = true;
  await opens("/liff/mypage?for=stranger-00000000000", { ...family, lineKnown: false, people: [] });
  expect(entrance()).toBe("/identity");
});
