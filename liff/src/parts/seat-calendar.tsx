import { useRef } from "preact/hooks";

import { type Calendar, getCalendar } from "../api/client.ts";
import { isMonth, monthOf, within } from "../dates/month.ts";
import { go, path, query, withQuery } from "../router.ts";
import { useAnswer } from "../state/use-answer.ts";
import { useGoneVenue } from "../state/use-gone-venue.ts";
import { today } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { Loading } from "./loading.tsx";
import { MarkLegend } from "./mark.tsx";
import { Message } from "./message.tsx";
import { MonthGrid } from "./month-grid.tsx";
import { ProblemScreen } from "./problem.tsx";

type Props = { venue?: string; onPick: (date: string) => void };

/** The calendar of one venue or of all; the month is in the address. */
export function SeatCalendar({ venue, onPick }: Props) {
  const asked = query.value.get("month");
  const month = isMonth(asked) ? asked : monthOf(today.value);
  const { value, failure, again } = useAnswer(`calendar/${venue ?? ""}/${month}`, async () => {
    const answer = await getCalendar(month, venue);
    if (!answer.ok) return answer;
    const near = within(month, answer.value.first, answer.value.last);
    return near === month ? answer : getCalendar(near, venue);
  });

  useGoneVenue(failure);
  // The previous month stays until the next has loaded, so that the pressed button keeps the focus.
  const shown = useRef<Calendar | undefined>(undefined);
  shown.current = value ?? shown.current;
  const calendar = shown.current;

  if (failure) return <ProblemScreen failure={failure} again={again} />;
  if (!calendar) return <Loading />;
  const nothing = calendar.days.every((day) => day.mark === "none");
  return (
    <>
      <MarkLegend />
      <MonthGrid
        calendar={calendar}
        onPick={onPick}
        onMonth={(to) => go(withQuery(path.peek(), { month: to }), { replace: true })}
      />
      {nothing && <Message kind="info">{say("calendar.nothing")}</Message>}
    </>
  );
}
