import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { book } from "./book.ts";
import { requestKey } from "./request-key.ts";

const booking = { id: "7", slotId: "17", state: "confirmed" };

let keys: (string | null)[];
let answers: Response[];

beforeEach(() => {
  window.sessionStorage.clear();
  keys = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    keys.push(request.headers.get("idempotency-key"));
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("offline");
    return answer;
  });
});

afterEach(() => vi.unstubAllGlobals());

const booked = () => Response.json(booking, { status: 201 });
const refused = (code: string) => Response.json({ status: 409, code }, { status: 409 });

it("a lost answer is asked for again under the same key", async () => {
  answers = [];
  expect((await book("17")).ok).toBe(false);
  answers = [booked()];
  expect((await book("17")).ok).toBe(true);
  expect(keys[0]).toBe(keys[1]);
  expect(requestKey("17")).not.toBe(keys[0]);
});

it("a booking that was cancelled since is made again under a new key", async () => {
  const first = requestKey("17");
  answers = [refused("booking_cancelled"), booked()];
  expect((await book("17")).ok).toBe(true);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(first);
  expect(keys[1]).not.toBe(first);
});

it("a refused booking keeps its key", async () => {
  const first = requestKey("17");
  answers = [refused("slot_full")];
  expect((await book("17")).ok).toBe(false);
  expect(requestKey("17")).toBe(first);
});
