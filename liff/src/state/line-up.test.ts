import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { PlaceInLine } from "../api/client.ts";
import { crowded } from "../api/crowded.ts";
import { standInLine } from "./line-up.ts";
import { session } from "./visit.ts";

const waiting: PlaceInLine = {
  admitted: false,
  ahead: 12,
  waitSeconds: 40,
  askAgainSeconds: 10,
  keptMinutes: 5,
  placeLost: false,
  seatsGone: false,
  stayEnded: false,
};
const unknown = { identified: false, people: [] };

let asked: string[];
let answers: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  crowded.value = true;
  session.value = undefined;
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("offline");
    return Response.json(answer);
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("asks as often as it is told to, and goes in when it is its turn", async () => {
  answers = [waiting, { ...waiting, ahead: 0 }, { ...waiting, admitted: true }, unknown];
  const told: (number | undefined)[] = [];
  standInLine((place) => told.push(place?.ahead));
  await vi.advanceTimersByTimeAsync(8_000);
  expect(told).toEqual([12]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(told).toEqual([12, 0]);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(crowded.value).toBe(false);
  expect(asked.slice(-2)).toEqual(["GET /api/waiting-room", "GET /api/session"]);
  expect(session.value).toEqual(unknown);
});

it("goes on asking where nothing is answered, and stops when it is left", async () => {
  answers = [];
  const told: unknown[] = [];
  const leave = standInLine((place) => told.push(place));
  await vi.advanceTimersByTimeAsync(12_000);
  expect(told.length).toBeGreaterThan(1);
  expect(told.every((place) => place === undefined)).toBe(true);
  leave();
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(before);
});

it("asks at once when the page is looked at again", async () => {
  answers = [waiting, waiting];
  const leave = standInLine(() => undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.length).toBe(2);
  leave();
});
