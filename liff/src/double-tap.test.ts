import { beforeEach, expect, it } from "vitest";

import { forgiveDoubleTaps } from "./double-tap.ts";

let pressed: string[] = [];

forgiveDoubleTaps(document);

beforeEach(() => {
  pressed = [];
  document.body.innerHTML =
    "<button id='one'><span>1</span></button><label><input id='two' type='checkbox'></label>";
  for (const each of document.querySelectorAll("button, input")) {
    each.addEventListener("click", () => pressed.push(each.id));
  }
});

it("the second half of a double tap presses nothing new", () => {
  tap("#one", 1);
  tap("#two", 2);
  tap("#two", 3);
  expect(pressed).toEqual(["one"]);
  expect(document.querySelector<HTMLInputElement>("#two")?.checked).toBe(false);
  tap("#two", 1);
  expect(pressed).toEqual(["one", "two"]);
});

it("the same button may be pressed as fast as one likes", () => {
  tap("#one span", 1);
  tap("#one", 2);
  tap("#one span", 3);
  expect(pressed).toEqual(["one", "one", "one"]);
});

it("keys are no taps", () => {
  tap("#one", 1);
  tap("#two", 0);
  expect(pressed).toEqual(["one", "two"]);
});

function tap(what: string, detail: number): void {
  const event = new MouseEvent("click", { bubbles: true, cancelable: true, detail });
  document.querySelector(what)?.dispatchEvent(event);
}
