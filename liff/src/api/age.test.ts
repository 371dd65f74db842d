import { expect, it } from "vitest";

import { noteAge, seatsAge } from "./age.ts";
import { answer } from "./answer.ts";

const told = (headers: HeadersInit) =>
  answer(Promise.resolve({ data: {}, response: new Response(null, { status: 200, headers }) }));

it("keeps how old the free seats are that were told of last", async () => {
  await told({ age: "42" });
  expect(seatsAge.value).toBe(42);
  await told({});
  expect(seatsAge.value).toBe(42);
  noteAge(new Headers({ age: "0" }));
  expect(seatsAge.value).toBe(0);
});
