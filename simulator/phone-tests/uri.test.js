import assert from "node:assert/strict";
import { test } from "node:test";
import { liffTarget, linkPieces, pictureUri, readUri } from "../phone/uri.js";

const SIMULATOR = "http://127.0.0.1:8090";

test("only http, https, tel and line are opened", () => {
  assert.equal(readUri("https://example.jp/a?b=c")?.kind, "web");
  assert.equal(readUri("http://127.0.0.1:8080/liff/")?.kind, "web");
  assert.equal(readUri("tel:0120-000-000")?.kind, "tel");
  assert.equal(readUri("line://app/1234567890-abcdefgh")?.kind, "line");
});

test("script, data and relative addresses are refused in every spelling", () => {
  for (const uri of [
    "javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>", "vbscript:x",
    "file:///etc/passwd", "blob:https://example.jp/1", "/relative", "", "http://", null, undefined, 7, {},
  ]) {
    assert.equal(readUri(uri), null, String(uri));
  }
});

test("a picture comes from the web; the simulator's own addresses may be relative", () => {
  assert.equal(pictureUri("/_sim/menu.png", SIMULATOR), "http://127.0.0.1:8090/_sim/menu.png");
  assert.equal(pictureUri("https://example.jp/a.png"), "https://example.jp/a.png");
  assert.equal(pictureUri("data:image/svg+xml,<svg onload=alert(1)>"), null);
  assert.equal(pictureUri("javascript:alert(1)", SIMULATOR), null);
  assert.equal(pictureUri(undefined, SIMULATOR), null);
});

test("a LIFF address names its app and the path below its endpoint", () => {
  const target = { liffId: "1234567890-abcdefgh", path: "/place/3?month=2026-12" };
  for (const start of [`${SIMULATOR}/liff/`, "http://localhost:8090/liff/", "https://liff.line.me/", "https://miniapp.line.me/", "line://app/"]) {
    assert.deepEqual(liffTarget(`${start}1234567890-abcdefgh/place/3?month=2026-12`, SIMULATOR), target, start);
  }
  assert.deepEqual(liffTarget(`${SIMULATOR}/liff/1234567890-abcdefgh`, SIMULATOR), { liffId: "1234567890-abcdefgh", path: "" });
});

test("addresses similar to LIFF addresses are not taken for them", () => {
  for (const uri of [
    "http://evil.example/liff/1234567890-abcdefgh", "https://liff.line.me.evil.example/1234567890-abcdefgh",
    "http://127.0.0.1:9999/liff/1234567890-abcdefgh", `${SIMULATOR}/liff/v1/authorize`, `${SIMULATOR}/other/1234567890-abcdefgh`,
    "http://liff.line.me/1234567890-abcdefgh", "nonsense",
  ]) {
    assert.equal(liffTarget(uri, SIMULATOR), null, uri);
  }
});

test("addresses in a text become links and the text around them is unchanged", () => {
  assert.deepEqual(linkPieces("詳しくは https://example.jp/faq?a=1。"), [
    { text: "詳しくは " }, { text: "https://example.jp/faq?a=1", uri: "https://example.jp/faq?a=1" }, { text: "。" },
  ]);
  assert.deepEqual(linkPieces("See https://example.jp."), [
    { text: "See " }, { text: "https://example.jp", uri: "https://example.jp" }, { text: "." },
  ]);
  assert.deepEqual(linkPieces("javascript:alert(1) <b>"), [{ text: "javascript:alert(1) <b>" }]);
});
