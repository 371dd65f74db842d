/** Formats dates and times for people, in the visitor's language; always in Tokyo time. */
import { language } from "../words/language.ts";
import { weekdayOf } from "./month.ts";

const JAPANESE_DAYS = [..."日月火水木金土"];
const READINGS = "にち げつ か すい もく きん ど".split(" ");
const ENGLISH_DAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const ENGLISH_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Returns the column headers of a calendar, in simple Japanese with their readings: `{火|か}`. */
export function weekdays(): string[] {
  if (language.value === "en") return ENGLISH_DAYS;
  if (language.value === "ja") return JAPANESE_DAYS;
  return JAPANESE_DAYS.map((day, index) => `{${day}|${READINGS[index]}}`);
}

/** Formats as 2026年12月8日（火） */
export function longDate(date: string): string {
  const year = date.slice(0, 4);
  return language.value === "en" ? `${shortDate(date)} ${year}` : `${year}年${shortDate(date)}`;
}

/** Formats as 12月8日（火）, in simple Japanese as 12月8日（{火曜日|かようび}） */
export function shortDate(date: string): string {
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  const weekday = weekdayOf(date);
  if (language.value === "en") {
    return `${ENGLISH_DAYS[weekday]}, ${day} ${ENGLISH_MONTHS[month - 1]}`;
  }
  const name = JAPANESE_DAYS[weekday] ?? "";
  const easy = `{${name}曜日|${READINGS[weekday]}ようび}`;
  return `${month}月${day}日（${language.value === "ja-easy" ? easy : name}）`;
}

/** Formats the last minute before an instant: 23:59, since 00:00 looks like the next night. */
export function lastMinute(instant: string): string {
  return moment(new Date(Date.parse(instant) - 60_000).toISOString());
}

/** Formats the day and minute of an instant. */
export function moment(instant: string): string {
  const tokyo = new Date(Date.parse(instant) + 9 * 3_600_000).toISOString();
  const day = longDate(tokyo.slice(0, 10));
  return `${day}${language.value === "en" ? ", " : " "}${tokyo.slice(11, 16)}`;
}
