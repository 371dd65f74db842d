import { beforeEach, expect, it } from "vitest";

import { forgetRequestKey, requestKey } from "./request-key.ts";

beforeEach(() => window.sessionStorage.clear());

it("a form keeps its key until it is done with", () => {
  const key = requestKey("17");
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(requestKey("17")).toBe(key);
  expect(requestKey("18")).not.toBe(key);
  forgetRequestKey("17");
  expect(requestKey("17")).not.toBe(key);
});
