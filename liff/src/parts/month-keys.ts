/** Moves in a date grid by key (WAI-ARIA authoring practices). */
import { addDays, addMonths, monthOf, sameDayIn, weekdayOf } from "../dates/month.ts";

export function moveBy(key: string, shift: boolean, from: string): string | undefined {
  switch (key) {
    case "ArrowLeft":
      return addDays(from, -1);
    case "ArrowRight":
      return addDays(from, 1);
    case "ArrowUp":
      return addDays(from, -7);
    case "ArrowDown":
      return addDays(from, 7);
    case "Home":
      return addDays(from, -weekdayOf(from));
    case "End":
      return addDays(from, 6 - weekdayOf(from));
    case "PageUp":
      return sameDayIn(addMonths(monthOf(from), shift ? -12 : -1), from);
    case "PageDown":
      return sameDayIn(addMonths(monthOf(from), shift ? 12 : 1), from);
    default:
      return undefined;
  }
}
