/**
 * Every sentence is in the dictionary, and every sentence of the dictionary is used. The syntax
 * trees of the sources are searched, so that neither comments nor types count.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";
import { expect, it } from "vitest";

import { ja } from "./ja.ts";

const DICTIONARY = /words[/\\](ja|ja-easy|en)\.ts$/;
const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|schema\.ts$/.test(file))
  .filter((file) => !DICTIONARY.test(file))
  .map((file) => ({ file, texts: textsOf(readFileSync(join("src", file), "utf8")) }));

/** What counts as text of a page, and in a string: Japanese, or English like this. */
const LETTER = /\p{L}/u;
const SENTENCE = /[\u3041-\u30fa\u4e00-\u9fff]|^[A-Z][a-z'’]+[ ,]+[A-Za-z]|[a-z] [a-z]+[.!?]$/;

/** Exceptions: the calendar composes its texts, and languages have their own names. */
const ELSEWHERE = ["dates/format.ts", "words/language.ts"];

it("every sentence of the dictionary is said", () => {
  const said = new Set(sources.flatMap(({ texts }) => texts.map(({ text }) => text)));
  expect(Object.keys(ja).filter((key) => !said.has(key))).toEqual([]);
});

it("nothing is said past the dictionary", () => {
  const past = sources.flatMap(({ file, texts }) =>
    ELSEWHERE.includes(file)
      ? []
      : texts
          .filter(({ text, shown }) => (shown ? LETTER : SENTENCE).test(text))
          .map(({ text }) => `${file}: ${text}`),
  );
  expect(past).toEqual([]);
});

it("finds what it looks for", () => {
  const found = textsOf(
    'type T = "t"; const a = <p class="b">Hello {say(`d`, "予約")}</p>; /* 予約 */',
  );
  expect(found.map(({ text }) => text)).toEqual(["b", "Hello", "d", "予約"]);
});

type Text = { text: string; shown: boolean };
type Node = { type: string; [part: string]: unknown };

/** Returns the texts of a source: those shown on a page (`shown`), and strings. */
function textsOf(code: string): Text[] {
  const texts: Text[] = [];
  const add = (text: unknown, shown: boolean) => {
    if (typeof text === "string" && text.trim()) texts.push({ text: text.trim(), shown });
  };
  const walk = (node: Node) => {
    if (node.type === "ImportDeclaration" || node.type.startsWith("TSLiteral")) return;
    if (node.type === "JSXText") add(node.value, true);
    else if (node.type === "Literal") add(node.value, false);
    else if (node.type === "TemplateElement") add((node.value as { raw: string }).raw, false);
    for (const part of Object.values(node)) {
      for (const each of Array.isArray(part) ? part : [part]) if (isNode(each)) walk(each);
    }
  };
  walk(parseAst(code, { lang: "tsx" }) as unknown as Node);
  return texts;
}

function isNode(part: unknown): part is Node {
  return typeof part === "object" && part !== null && "type" in part;
}
