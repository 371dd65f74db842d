import { useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Calendar, Mark } from "../api/client.ts";
import { shortDate, weekdays } from "../dates/format.ts";
import { addMonths, monthOf, weekdayOf, weeksOf } from "../dates/month.ts";
import { say, show, word } from "../words/say.tsx";
import { MarkShape, markWords } from "./mark.tsx";
import { moveBy } from "./month-keys.ts";

type Props = {
  calendar: Calendar;
  onMonth: (month: string) => void;
  onPick: (date: string) => void;
};

/** A month as a date grid (WAI-ARIA): one tab stop, arrow keys within. */
export function MonthGrid({ calendar, onMonth, onPick }: Props) {
  const { month, first, last } = calendar;
  const marks = new Map(calendar.days.map((day) => [day.date, day.mark]));
  const [cursor, setCursor] = useState(() => landing(calendar));
  const moved = useRef(false);
  const table = useRef<HTMLTableElement>(null);
  const current = monthOf(cursor) === month ? cursor : landing(calendar);

  // Layout effect: with a plain effect the focus is lost when the month changes.
  useLayoutEffect(() => {
    if (!moved.current || current !== cursor) return;
    moved.current = false;
    table.current?.querySelector<HTMLElement>(`[data-date="${current}"]`)?.focus();
  }, [current, cursor]);

  function press(event: KeyboardEvent) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      pick(current);
      return;
    }
    const to = moveBy(event.key, event.shiftKey, current);
    if (!to) return;
    event.preventDefault();
    const there = monthOf(to);
    if ((first && there < first) || (last && there > last)) return;
    moved.current = true;
    setCursor(to);
    if (there !== month) onMonth(there);
  }

  function pick(date: string) {
    if (free(marks.get(date))) onPick(date);
  }

  return (
    <div class="calendar">
      <div class="months">
        <Turn to={addMonths(month, -1)} edge={first} way="previous" onMonth={onMonth} />
        <h2 id="month" aria-live="polite">
          {say("calendar.month", Number(month.slice(0, 4)), Number(month.slice(5)))}
        </h2>
        <Turn to={addMonths(month, 1)} edge={last} way="next" onMonth={onMonth} />
      </div>
      <table role="grid" aria-labelledby="month" aria-describedby="grid-help" ref={table}>
        <thead>
          <tr>
            {weekdays().map((name) => (
              <th key={name} scope="col">
                {show(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={press}>
          {weeksOf(month).map((week) => (
            <tr key={week.find(Boolean)}>
              {week.map((date, weekday) =>
                date ? (
                  <DayCell
                    key={date}
                    date={date}
                    mark={marks.get(date)}
                    stop={date === current}
                    onPick={() => {
                      setCursor(date);
                      pick(date);
                    }}
                  />
                ) : (
                  <td key={`empty-${weekday}`} class="empty" />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="unseen" id="grid-help">
        {say("calendar.help")}
      </p>
    </div>
  );
}

type CellProps = { date: string; mark: Mark | undefined; stop: boolean; onPick: () => void };

/** A day that cannot be booked can still get the focus, and says so. */
function DayCell({ date, mark, stop, onPick }: CellProps) {
  const open = free(mark);
  const state = mark ? word(markWords[mark]) : word("calendar.noSlot");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the table body handles the keys
    <td
      role="gridcell"
      class={`day weekday-${weekdayOf(date)} ${mark ?? "closed"}`}
      data-date={date}
      tabIndex={stop ? 0 : -1}
      aria-disabled={!open}
      aria-label={word("calendar.day", shortDate(date), state)}
      onClick={onPick}
    >
      <span class="number" aria-hidden="true">
        {Number(date.slice(8))}
      </span>
      <span class="whole-date" aria-hidden="true">
        {show(shortDate(date))}
      </span>
      {mark ? <MarkShape mark={mark} /> : <span class="no-slot" aria-hidden="true" />}
      <span class="state" aria-hidden="true">
        {state}
      </span>
    </td>
  );
}

type TurnProps = {
  to: string;
  edge: string | null;
  way: "previous" | "next";
  onMonth: (month: string) => void;
};

const turnWords = {
  previous: ["calendar.previous", "calendar.previousMonth"],
  next: ["calendar.next", "calendar.nextMonth"],
} as const;

/** Turns to another month; `aria-label` has the full text if the one on the button had to be short. */
function Turn({ to, edge, way, onMonth }: TurnProps) {
  const past = edge === null || (way === "previous" ? to < edge : to > edge);
  const [short, full] = turnWords[way];
  const shortened = word(short) !== word(full);
  return (
    <button
      type="button"
      class="turn"
      aria-label={shortened ? word(full) : undefined}
      aria-disabled={past}
      onClick={() => past || onMonth(to)}
    >
      {say(short)}
    </button>
  );
}

/** Returns the day that the tab key enters: the first free day, else the first of the month. */
function landing(calendar: Calendar): string {
  return calendar.days.find((day) => free(day.mark))?.date ?? `${calendar.month}-01`;
}

function free(mark: Mark | undefined): boolean {
  return mark === "plenty" || mark === "few";
}
