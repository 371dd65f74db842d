// @ts-check
/** Date and time formats for Japan. Everything is in Asia/Tokyo, regardless of the browser's time zone. */

const ZONE = "Asia/Tokyo";
const WEEKDAYS = "日月火水木金土";
const OFFSET_MS = 9 * 60 * 60 * 1000;

const PARTS = new Intl.DateTimeFormat("ja-JP", {
  timeZone: ZONE, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
  hour: "2-digit", minute: "2-digit", second: "2-digit",
});

/**
 * @param {string | number | Date} moment
 * @returns {{ year: string, month: string, day: string, hour: string, minute: string, second: string }}
 */
function parts(moment) {
  const found = PARTS.formatToParts(new Date(moment)).map((part) => [part.type, part.value]);
  return Object.fromEntries(found);
}

/** "10:05" @param {string | number | Date} moment */
export function clockText(moment) {
  const { hour, minute } = parts(moment);
  return `${hour}:${minute}`;
}

/** "10:05:09" @param {string | number | Date} moment */
export function secondsText(moment) {
  return `${clockText(moment)}:${parts(moment).second}`;
}

/** "2026-12-08" @param {string | number | Date} moment */
export function dayKey(moment) {
  const { year, month, day } = parts(moment);
  return `${year}-${month}-${day}`;
}

/** "12/8(火)", as between the days of a chat @param {string | number | Date} moment */
export function dayText(moment) {
  const { month, day } = parts(moment);
  return `${Number(month)}/${Number(day)}(${weekday(moment)})`;
}

/** "2026年12月8日(火) 10:05" @param {string | number | Date} moment */
export function momentText(moment) {
  const { year, month, day } = parts(moment);
  return `${year}年${Number(month)}月${Number(day)}日(${weekday(moment)}) ${clockText(moment)}`;
}

/** "2026-12-08T10:05" for <input type=datetime-local> @param {string | number | Date} moment */
export function localInput(moment) {
  return `${dayKey(moment)}T${clockText(moment)}`;
}

/** Converts a local time in Tokyo. @param {string} local "2026-12-08T10:05" @returns {string} RFC 3339 */
export function fromLocalInput(local) {
  return new Date(`${local.slice(0, 16)}:00+09:00`).toISOString();
}

/**
 * Returns the next day in Tokyo at the given hour.
 * @param {string | number | Date} moment
 * @param {number} hour 0 to 23
 * @returns {string} RFC 3339
 */
export function nextDayAt(moment, hour) {
  const tomorrow = new Date(new Date(moment).getTime() + 24 * 60 * 60 * 1000);
  return fromLocalInput(`${dayKey(tomorrow)}T${String(hour).padStart(2, "0")}:00`);
}

/** @param {string | number | Date} moment @param {number} milliseconds @returns {string} RFC 3339 */
export function later(moment, milliseconds) {
  return new Date(new Date(moment).getTime() + milliseconds).toISOString();
}

/** Returns the number of days of a month. @param {number} year @param {number} month 1 to 12 */
export function daysIn(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** @param {string | number | Date} moment */
function weekday(moment) {
  return WEEKDAYS[new Date(new Date(moment).getTime() + OFFSET_MS).getUTCDay()];
}
