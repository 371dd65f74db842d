import { describe, expect, it } from "vitest";

import { addDays, addMonths, sameDayIn, weeksOf, within } from "./month.ts";

describe("a month as weeks", () => {
  it("starts each week on Sunday and leaves other months' days empty", () => {
    const weeks = weeksOf("2026-12");
    expect(weeks).toHaveLength(5);
    expect(weeks[0]).toEqual([undefined, undefined, "2026-12-01", ...days(2, 5)]);
    expect(weeks[4]?.slice(0, 6)).toEqual(days(27, 31).concat([undefined as never]));
  });

  it("has no empty week in a February of four weeks", () => {
    const weeks = weeksOf("2026-02");
    expect(weeks).toHaveLength(4);
    expect(weeks.flat().every(Boolean)).toBe(true);
  });

  it("knows leap years", () => {
    expect(weeksOf("2028-02").flat()).toContain("2028-02-29");
    expect(weeksOf("2026-02").flat()).not.toContain("2026-02-29");
  });
});

describe("moving about", () => {
  it("crosses the ends of months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
    expect(addMonths("2026-12", 1)).toBe("2027-01");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
  });

  it("keeps the day, or takes the month's last", () => {
    expect(sameDayIn("2027-02", "2027-01-31")).toBe("2027-02-28");
    expect(sameDayIn("2027-03", "2027-01-31")).toBe("2027-03-31");
  });

  it("stays within the months that have slots", () => {
    expect(within("2026-10", "2026-11", "2027-01")).toBe("2026-11");
    expect(within("2027-05", "2026-11", "2027-01")).toBe("2027-01");
    expect(within("2026-12", "2026-11", "2027-01")).toBe("2026-12");
    expect(within("2026-12", null, null)).toBe("2026-12");
  });
});

function days(from: number, to: number): string[] {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return numbers.map((day) => `2026-12-${String(day).padStart(2, "0")}`);
}
