import { render } from "preact";
import { expect, it } from "vitest";

import { annotate, markJapanese, plain } from "./reading.tsx";

it("puts readings over their kanji and hides them from screen readers", () => {
  const root = document.createElement("p");
  render(annotate("{予約|よやく}を はじめる"), root);
  expect(root.querySelector("ruby")?.firstChild?.textContent).toBe("予約");
  expect(root.querySelector("rt")?.getAttribute("aria-hidden")).toBe("true");
  expect(root.textContent).toBe("予約よやくを はじめる");
});

it("leaves the kanji alone in bare text", () => {
  expect(plain("{予約|よやく}を {始|はじ}める")).toBe("予約を 始める");
  expect(plain("予約を始める")).toBe("予約を始める");
});

it("marks Japanese words within English", () => {
  const root = document.createElement("p");
  render(markJapanese("For example ワクチン タロウ, or ○."), root);
  expect(root.textContent).toBe("For example ワクチン タロウ, or ○.");
  expect([...root.children].map((each) => each.outerHTML)).toEqual([
    '<span lang="ja">ワクチン タロウ</span>',
  ]);
});
