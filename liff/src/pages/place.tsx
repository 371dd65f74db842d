import type { Venue } from "../api/client.ts";
import { getVenues } from "../api/client.ts";
import { shortDate } from "../dates/format.ts";
import { monthOf } from "../dates/month.ts";
import { Loading } from "../parts/loading.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemScreen } from "../parts/problem.tsx";
import { SeatCalendar } from "../parts/seat-calendar.tsx";
import { CategoryPage, chosenCategory, VenueList, VenueNotice } from "../parts/venue-list.tsx";
import { go, path, query, withQuery } from "../router.ts";
import { useAnswer } from "../state/use-answer.ts";
import { say, word } from "../words/say.tsx";

/** Ⅱ-05 by place: category and venue. */
export function PlacePage() {
  return <VenueChoice to={(venue) => `/place/${venue.id}`} />;
}

/** Ⅱ-06 by date, after the day: category and venue of that day. */
export function DayVenuesPage({ date }: { date: string }) {
  return (
    <VenueChoice
      date={date}
      to={(venue) => withQuery(`/place/${venue.id}/${date}`, { by: "date" })}
    />
  );
}

type ChoiceProps = { date?: string; to: (venue: Venue) => string };

function VenueChoice({ date, to }: ChoiceProps) {
  const { value, failure, again } = useAnswer(`venues/${date ?? ""}`, () => getVenues(date));
  const asked = query.value.get("category");
  const back = date ? withQuery("/date", { month: monthOf(date) }) : "/choice";
  const category = value && chosenCategory(value, asked);
  const name = date ? word("venues.titleOn", shortDate(date)) : word("venues.title");
  const title = date ? say("venues.titleOn", shortDate(date)) : say("venues.title");
  if (value && value.length > 0 && !category)
    return <CategoryPage key="category" venues={value} back={back} />;
  return (
    <Page
      key={`venues/${asked ?? ""}`}
      title={title}
      name={name}
      step="seat"
      back={asked ? path.value : back}
      open
    >
      {failure && <ProblemScreen failure={failure} again={again} />}
      {!failure && !value && <Loading />}
      {value?.length === 0 && <Message kind="info">{say("venues.none")}</Message>}
      {value && category && (
        <VenueList venues={value.filter((venue) => venue.category === category)} to={to} />
      )}
    </Page>
  );
}

/** Ⅱ-05 by place: the calendar of one venue. */
export function VenueCalendarPage({ venueId }: { venueId: string }) {
  const { value } = useAnswer("venues/", () => getVenues());
  const venue = value?.find((each) => each.id === venueId);
  return (
    <Page
      title={say("calendar.title")}
      name={word("calendar.title")}
      step="seat"
      back="/place"
      open
    >
      {venue && (
        <div class="chosen">
          <p class="strong" lang="ja">
            {venue.name}
          </p>
          {venue.notice && <VenueNotice text={venue.notice} />}
        </div>
      )}
      <p class="lead">{say("calendar.lead")}</p>
      <SeatCalendar venue={venueId} onPick={(date) => go(`/place/${venueId}/${date}`)} />
    </Page>
  );
}

/** Ⅱ-06 by date: the calendar of all venues. */
export function DatePage() {
  return (
    <Page
      title={say("calendar.title")}
      name={word("calendar.title")}
      step="seat"
      back="/choice"
      open
    >
      <p class="lead">{say("calendar.lead")}</p>
      <SeatCalendar onPick={(date) => go(`/date/${date}`)} />
    </Page>
  );
}
