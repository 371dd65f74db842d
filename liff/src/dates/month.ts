/** A month as weeks, and moving within it. Dates are `YYYY-MM-DD`, months `YYYY-MM`. */

/** Returns weeks from Sunday to Saturday; `undefined` for days of another month. */
export function weeksOf(month: string): (string | undefined)[][] {
  const [year, number] = parts(month);
  const lead = new Date(Date.UTC(year, number - 1, 1)).getUTCDay();
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const cells: (string | undefined)[] = Array.from({ length: lead });
  for (let day = 1; day <= length; day += 1) cells.push(`${month}-${two(day)}`);
  while (cells.length % 7 > 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

export function addDays(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

export function addMonths(month: string, months: number): string {
  const [year, number] = parts(month);
  const moved = new Date(Date.UTC(year, number - 1 + months, 1));
  return moved.toISOString().slice(0, 7);
}

/** Returns the same day in another month, or that month's last. */
export function sameDayIn(month: string, date: string): string {
  const wanted = `${month}-${date.slice(8)}`;
  const last = addDays(`${addMonths(month, 1)}-01`, -1);
  return wanted > last ? last : wanted;
}

export function monthOf(date: string): string {
  return date.slice(0, 7);
}

/** Returns `month`, or the nearest one that has slots. */
export function within(month: string, first: string | null, last: string | null): string {
  if (first && month < first) return first;
  if (last && month > last) return last;
  return month;
}

/** Returns the weekday; 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

export function isMonth(text: string | null): text is string {
  return text !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

function parts(month: string): [number, number] {
  return [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
}

function two(day: number): string {
  return String(day).padStart(2, "0");
}
