import assert from "node:assert/strict";
import { test } from "node:test";
import { drawMessage } from "../phone/message.js";

const words = (tree) => tree.children.map((child) => child.text).join("");

test("a text message is a bubble with its text", () => {
  const { tree, shape } = drawMessage({ type: "text", text: "一行目\n二行目 <b>" });
  assert.equal(shape, "bubble");
  assert.equal(words(tree), "一行目\n二行目 <b>");
});

test("a link in a text opens like a URI action", () => {
  const { tree } = drawMessage({ type: "text", text: "https://example.jp/" });
  assert.deepEqual(tree.children[0].action, { type: "uri", uri: "https://example.jp/" });
});

test("textV2 shows doubled braces once", () => {
  assert.equal(words(drawMessage({ type: "textV2", text: "{{予約}}{emoji}です" }).tree), "{予約}です");
});

test("a confirm template has its text and two buttons", () => {
  const actions = [{ type: "message", label: "OK", text: "OK" }, { type: "message", label: "戻る", text: "戻る" }];
  const { tree } = drawMessage({ type: "template", altText: "確認", template: { type: "confirm", text: "キャンセルしますか？", actions } });
  const [text, pair] = tree.children;
  assert.equal(text.children[0].text, "キャンセルしますか？");
  assert.deepEqual(pair.children.map((button) => button.text), ["OK", "戻る"]);
  assert.equal(pair.children[1].action, actions[1]);
});

test("a message of an unknown kind shows its alternative text", () => {
  assert.match(drawMessage({ type: "hologram", altText: "新しいもの" }).tree.text, /新しいもの/);
  assert.ok(drawMessage(null).tree.text);
  assert.ok(drawMessage({ type: "constructor" }).tree.text);
});
