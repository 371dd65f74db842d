import assert from "node:assert/strict";
import { test } from "node:test";
import { flexTree, flexWidth } from "../phone/flex.js";

const bubbleOf = (...contents) => ({ type: "bubble", body: { type: "box", layout: "vertical", contents } });
const bodyBox = (tree) => tree.children[0].children[0];
const firstOf = (component) => bodyBox(flexTree(bubbleOf(component))).children[0];

test("a bubble draws its blocks in LINE's order regardless of their order in the message", () => {
  const box = { type: "box", layout: "vertical", contents: [] };
  const tree = flexTree({ type: "bubble", footer: box, body: box, header: box, hero: { type: "image", url: "https://example.jp/a.png" } });
  assert.deepEqual(tree.children.map((block) => block.cls), [
    "fx-block fx-header", "fx-block fx-hero", "fx-block fx-body", "fx-block fx-footer",
  ]);
});

test("a bubble without a size, or with an unknown one, is mega", () => {
  assert.equal(flexTree(bubbleOf()).cls, "fx-bubble fx-mega");
  assert.equal(flexTree({ ...bubbleOf(), size: "kilo" }).cls, "fx-bubble fx-kilo");
  assert.equal(flexTree({ ...bubbleOf(), size: "mega evil" }).cls, "fx-bubble fx-mega");
});

test("a carousel contains its bubbles and takes the whole line", () => {
  const message = { type: "flex", contents: { type: "carousel", contents: [bubbleOf(), bubbleOf()] } };
  assert.equal(flexWidth(message), "carousel");
  assert.equal(flexTree(message).children.length, 2);
});

test("text keeps size, weight, colour and lines", () => {
  const text = firstOf({
    type: "text", text: "潮風市", size: "xl", weight: "bold", color: "#00695c", align: "center", wrap: true, maxLines: 2,
  });
  assert.equal(text.text, "潮風市");
  assert.equal(text.cls, "fx-text fx-wrap fx-clamp");
  assert.equal(text.style["font-size"], "22px");
  assert.equal(text.style["font-weight"], "700");
  assert.equal(text.style.color, "#00695c");
  assert.equal(text.style["text-align"], "center");
  assert.equal(text.style["-webkit-line-clamp"], "2");
});

test("spans replace the text", () => {
  const text = firstOf({ type: "text", text: "unseen", contents: [{ type: "span", text: "持ち物", decoration: "underline" }] });
  assert.equal(text.text, undefined);
  assert.deepEqual(text.children.map((span) => [span.text, span.style["text-decoration"]]), [["持ち物", "underline"]]);
});

test("markup in a text stays text", () => {
  const text = firstOf({ type: "text", text: "<script>alert(1)</script>" });
  assert.equal(text.tag, "div");
  assert.equal(text.text, "<script>alert(1)</script>");
  assert.equal(text.children, undefined);
});

test("style values that are not LINE's own are dropped", () => {
  const box = firstOf({
    type: "box", layout: "vertical", contents: [],
    backgroundColor: "red;background:url(http://evil.example)", cornerRadius: "calc(1px)", borderWidth: "1px solid", width: "expression(1)",
    background: { type: "linearGradient", angle: "0deg", startColor: "url(x)", endColor: "#000000" }, justifyContent: "constructor",
  });
  assert.deepEqual(box.style, { flex: "none" });
});

test("spacing separates components, and a component's own margin overrides it", () => {
  const tree = flexTree({
    type: "bubble",
    body: {
      type: "box", layout: "vertical", spacing: "md",
      contents: [{ type: "text", text: "a" }, { type: "text", text: "b" }, { type: "text", text: "c", margin: "xxl" }],
    },
  });
  assert.deepEqual(bodyBox(tree).children.map((child) => child.style["margin-top"]), [undefined, "8px", "20px"]);
});

test("components of a horizontal box share the width unless their flex is 0 or their width is given", () => {
  const row = firstOf({
    type: "box", layout: "horizontal",
    contents: [
      { type: "text", text: "a" }, { type: "text", text: "b", flex: 3 }, { type: "text", text: "c", flex: 0 },
      { type: "box", layout: "vertical", width: "40px", contents: [] },
    ],
  });
  assert.deepEqual(row.children.map((child) => child.style.flex), ["1 1 0px", "3 1 0px", "none", "none"]);
});

test("a button's colour fills it, and colours the text of a link", () => {
  const action = { type: "postback", label: "予約", data: "a" };
  const primary = firstOf({ type: "button", style: "primary", color: "#00695c", height: "sm", action });
  assert.equal(primary.tag, "button");
  assert.equal(primary.cls, "fx-button fx-primary fx-low");
  assert.equal(primary.style["background-color"], "#00695c");
  assert.equal(primary.text, "予約");
  assert.equal(primary.action, action);
  const link = firstOf({ type: "button", color: "#00695c", action });
  assert.equal(link.style.color, "#00695c");
});

test("boxes, texts and images carry their actions", () => {
  const action = { type: "message", text: "はい" };
  assert.equal(firstOf({ type: "box", layout: "vertical", contents: [], action }).action, action);
  assert.equal(firstOf({ type: "text", text: "a", action }).action, action);
  assert.equal(firstOf({ type: "image", url: "https://example.jp/a.png", action }).action, action);
});

test("an image keeps its shape, and its address must be a web address", () => {
  const good = firstOf({ type: "image", url: "https://example.jp/a.png", size: "full", aspectRatio: "20:13", aspectMode: "cover" });
  const [frame] = good.children;
  assert.equal(frame.style.width, "100%");
  assert.equal(frame.style["aspect-ratio"], "20 / 13");
  assert.equal(frame.children[0].attrs.src, "https://example.jp/a.png");
  assert.equal(frame.children[0].cls, "fx-picture fx-cover");
  const bad = firstOf({ type: "image", url: "javascript:alert(1)" });
  assert.equal(bad.children[0].children[0].tag, "span");
});

test("an unknown component is skipped and the rest is drawn", () => {
  const tree = flexTree(bubbleOf({ type: "hologram" }, null, { type: "constructor" }, { type: "text", text: "残り" }));
  assert.deepEqual(bodyBox(tree).children.map((child) => child.text), ["残り"]);
});

test("deeply nested boxes are cut off", () => {
  let box = { type: "box", layout: "vertical", contents: [] };
  for (let depth = 0; depth < 5000; depth += 1) box = { type: "box", layout: "vertical", contents: [box] };
  assert.ok(flexTree({ type: "bubble", body: box }));
});
