import { expect, it } from "vitest";

import { answer, codeOf } from "./answer.ts";

const fetched = (status: number, error?: unknown, data?: unknown) =>
  answer(Promise.resolve({ data, error, response: new Response(null, { status }) }));

it("gives the value of a good answer", async () => {
  expect(await fetched(200, undefined, { open: true })).toEqual({
    ok: true,
    value: { open: true },
  });
});

it("reads the code of a problem document", async () => {
  const refused = await fetched(409, { status: 409, code: "slot_full", title: "…" });
  expect(!refused.ok && codeOf(refused.failure)).toBe("slot_full");
});

it("takes anything else for a fault of the server", async () => {
  for (const answered of [await fetched(502, "<html>"), await fetched(404, undefined)]) {
    expect(answered).toEqual({ ok: false, failure: { kind: "server" } });
  }
  const broken = await fetched(500, { status: 500, code: "broken" });
  expect(broken).toEqual({ ok: false, failure: { kind: "server" } });
});

it("tells no connection from too slow", async () => {
  expect(await answer(Promise.reject(new TypeError("Failed to fetch")))).toEqual({
    ok: false,
    failure: { kind: "offline" },
  });
  expect(await answer(Promise.reject(new DOMException("late", "AbortError")))).toEqual({
    ok: false,
    failure: { kind: "slow" },
  });
});
