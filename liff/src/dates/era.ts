/** Birth dates in the Japanese and the western calendar; only dates that exist. */

export const eras = ["taisho", "showa", "heisei", "reiwa", "western"] as const;
export type Era = (typeof eras)[number];

/** The first and last day of each era; 令和 has no last day yet. */
const spans: Record<Exclude<Era, "western">, { first: string; last?: string }> = {
  taisho: { first: "1912-07-30", last: "1926-12-25" },
  showa: { first: "1926-12-25", last: "1989-01-07" },
  heisei: { first: "1989-01-08", last: "2019-04-30" },
  reiwa: { first: "2019-05-01" },
};

const EARLIEST_WESTERN = 1900;

/** Returns `YYYY-MM-DD` for a date in an era, or `undefined` if there is no such day. */
export function isoDate(era: Era, year: number, month: number, day: number): string | undefined {
  const western = era === "western" ? year : firstYear(era) + year - 1;
  const iso = real(western, month, day);
  if (!iso || era === "western") return iso;
  const { first, last } = spans[era];
  return iso >= first && (!last || iso <= last) ? iso : undefined;
}

/** Returns the years of an era that can be chosen, up to the present year. */
export function yearsOf(era: Era, presentYear: number): number[] {
  if (era === "western") return range(EARLIEST_WESTERN, presentYear);
  const { last } = spans[era];
  const lastYear = last ? Number(last.slice(0, 4)) : presentYear;
  return range(1, lastYear - firstYear(era) + 1);
}

function firstYear(era: Exclude<Era, "western">): number {
  return Number(spans[era].first.slice(0, 4));
}

function real(year: number, month: number, day: number): string | undefined {
  if (![year, month, day].every(Number.isInteger) || year < 1000 || year > 9999) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.toISOString().slice(0, 10) : undefined;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
