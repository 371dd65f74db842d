import { beforeEach, expect, it, vi } from "vitest";

vi.mock("../api/client.ts", async (original) => ({
  ...(await original<typeof import("../api/client.ts")>()),
  getSession: vi.fn(),
}));

import { getSession, type Session } from "../api/client.ts";
import { present } from "./presence.ts";
import { session } from "./visit.ts";

const MINUTE = 60_000;
const known = { identified: true } as Session;

beforeEach(() => vi.mocked(getSession).mockClear());

it("whoever turns the pages of the calendar is there, and says so every five minutes", () => {
  const start = Date.now() + 60 * MINUTE;
  session.value = known;
  for (const minute of [0, 1, 4, 5, 9, 11]) present(start + minute * MINUTE);
  expect(getSession).toHaveBeenCalledTimes(3);
});

it("nobody is asked for who has not said who they are", () => {
  session.value = { ...known, identified: false };
  present(Date.now() + 600 * MINUTE);
  expect(getSession).not.toHaveBeenCalled();
});
