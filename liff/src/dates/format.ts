/** Dates and instants as people read them, in the visitor's language; always Tokyo time. */
import { language } from "../words/language.ts";
import { weekdayOf } from "./month.ts";

const JAPANESE_DAYS = "日月火水木金土";
const ENGLISH_DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const ENGLISH_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** 2026年12月8日（火） */
export function longDate(date: string): string {
  const year = date.slice(0, 4);
  return language.value === "en" ? `${shortDate(date)} ${year}` : `${year}年${shortDate(date)}`;
}

/** 12月8日（火） */
export function shortDate(date: string): string {
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  const weekday = weekdayOf(date);
  if (language.value === "en") {
    return `${ENGLISH_DAYS[weekday]}, ${day} ${ENGLISH_MONTHS[month - 1]}`;
  }
  const name = JAPANESE_DAYS[weekday] ?? "";
  return `${month}月${day}日（${name}${language.value === "ja-easy" ? "曜日" : ""}）`;
}

/** The last minute before an instant: 23:59, where people would take 00:00 for another night. */
export function lastMinute(instant: string): string {
  return moment(new Date(Date.parse(instant) - 60_000).toISOString());
}

/** The day and minute of an instant. */
export function moment(instant: string): string {
  const tokyo = new Date(Date.parse(instant) + 9 * 3_600_000).toISOString();
  const day = longDate(tokyo.slice(0, 10));
  return `${day}${language.value === "en" ? ", " : " "}${tokyo.slice(11, 16)}`;
}
