import { describe, expect, it } from "vitest";

import { isoDate, yearsOf } from "./era.ts";

describe("a birth date in the Japanese calendar", () => {
  it.each([
    ["showa", 25, 5, 5, "1950-05-05"],
    ["taisho", 1, 7, 30, "1912-07-30"],
    ["taisho", 15, 12, 25, "1926-12-25"],
    ["showa", 1, 12, 25, "1926-12-25"],
    ["showa", 64, 1, 7, "1989-01-07"],
    ["heisei", 1, 1, 8, "1989-01-08"],
    ["heisei", 31, 4, 30, "2019-04-30"],
    ["reiwa", 1, 5, 1, "2019-05-01"],
    ["western", 1948, 2, 29, "1948-02-29"],
  ] as const)("%s %i年%i月%i日 is %s", (era, year, month, day, iso) => {
    expect(isoDate(era, year, month, day)).toBe(iso);
  });

  it.each([
    ["showa", 64, 1, 8],
    ["heisei", 1, 1, 7],
    ["heisei", 31, 5, 1],
    ["reiwa", 1, 4, 30],
    ["taisho", 1, 7, 29],
    ["showa", 1, 12, 24],
    ["western", 1950, 2, 29],
    ["western", 1950, 4, 31],
    ["showa", 25, 13, 1],
    ["showa", 25, 0, 1],
    ["showa", Number.NaN, 1, 1],
  ] as const)("%s %d年%d月%d日 does not exist", (era, year, month, day) => {
    expect(isoDate(era, year, month, day)).toBeUndefined();
  });
});

describe("the years to choose from", () => {
  it("end where the era ended", () => {
    expect(yearsOf("showa", 2026)).toHaveLength(64);
    expect(yearsOf("taisho", 2026)).toHaveLength(15);
    expect(yearsOf("heisei", 2026)).toHaveLength(31);
  });

  it("of the present era end with this year", () => {
    expect(yearsOf("reiwa", 2026).at(-1)).toBe(8);
    expect(yearsOf("western", 2026).at(-1)).toBe(2026);
  });
});
