/** After a journey, neither the demo's log nor its database contains personal data in plain text. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const COUPONS = new URL("../../fixtures/coupons.csv", import.meta.url);

/** What the people of the journeys type, and their names, in all spellings. */
const TYPED = [
  /ハナコ|はなこ|タロウ|たろう|ナギサ/,
  /0(?:90|80|467)-?\d{4}-?\d{4}|0467-?\d{2}-?\d{4}/,
  /[a-z]+@example\.jp/,
  // LINE's id of a person.
  /U[0-9a-f]{32}/,
];

export function leaks(log: readonly string[], folder: string): string[] {
  const numbers = readFileSync(COUPONS, "utf8").match(/(?<=,)\d{10}(?=,)/g) ?? [];
  if (numbers.length < 5) throw new Error("the fixtures have no coupons");
  const needles = [...TYPED, new RegExp(numbers.join("|"))];
  // The digits of a seal may look like a telephone number.
  const said = log.map((line) => line.replace(/"seal":"[0-9a-f]{64}"/, ""));
  const found = said.filter((line) => needles.some((needle) => needle.test(line)));
  const files = readdirSync(folder).filter((name) => name.startsWith("sesshu.db"));
  for (const file of files) {
    const held = readFileSync(join(folder, file)).toString("utf8");
    for (const needle of needles) {
      const leak = needle.exec(held);
      if (leak) found.push(`${file}: ${leak[0]}`);
    }
  }
  return found;
}
