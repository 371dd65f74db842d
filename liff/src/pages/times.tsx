import { getTimes, getVenues, type Time } from "../api/client.ts";
import { longDate } from "../dates/format.ts";
import { monthOf } from "../dates/month.ts";
import { Link } from "../parts/link.tsx";
import { Loading } from "../parts/loading.tsx";
import { MarkLegend, MarkWithWord } from "../parts/mark.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemScreen } from "../parts/problem.tsx";
import { query, withQuery } from "../router.ts";
import { useAnswer } from "../state/use-answer.ts";
import { useGoneVenue } from "../state/use-gone-venue.ts";
import { session } from "../state/visit.ts";
import { say, show, word } from "../words/say.tsx";

type Props = { venueId: string; date: string };

/** The times of a day at a venue, with the seats left. */
export function TimesPage({ venueId, date }: Props) {
  const times = useAnswer(`times/${venueId}/${date}`, () => getTimes(venueId, date));
  useGoneVenue(times.failure);
  const venues = useAnswer("venues/", () => getVenues());
  const venue = venues.value?.find((each) => each.id === venueId);
  const byDate = query.value.get("by") === "date";
  const month = monthOf(date);
  const otherDay = withQuery(byDate ? "/date" : `/place/${venueId}`, { month });
  return (
    <Page
      title={say("times.title")}
      name={word("times.title")}
      step="seat"
      back={byDate ? `/date/${date}` : otherDay}
      open
    >
      <div class="chosen">
        <p class="strong">{show(longDate(date))}</p>
        {venue && <p lang="ja">{venue.name}</p>}
      </div>
      {times.failure ? (
        <ProblemScreen failure={times.failure} again={times.again} />
      ) : times.value ? (
        <TimeList times={times.value} by={byDate ? "date" : undefined} />
      ) : (
        <Loading />
      )}
      <div class="actions">
        <Link class="button secondary" to={otherDay}>
          {say("times.otherDay")}
        </Link>
      </div>
    </Page>
  );
}

function TimeList({ times, by }: { times: readonly Time[]; by: string | undefined }) {
  if (times.length === 0) return <Message kind="info">{say("times.none")}</Message>;
  return (
    <>
      <p class="lead">{say("times.lead")}</p>
      <MarkLegend />
      <ul class="cards times">
        {times.map((time) => (
          <li key={time.slotId} class={time.mark === "none" ? "card shut" : "card"}>
            {time.mark === "none" ? (
              <TimeText time={time} />
            ) : (
              <Link class="card-link" to={withQuery(`/confirm/${time.slotId}`, { by })}>
                <TimeText time={time} />
              </Link>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Shows the number of seats left to people who may book; others see the mark. */
function TimeText({ time }: { time: Time }) {
  const counted = session.value?.identified && time.mark !== "none";
  return (
    <span class="time">
      <span class="span">{say("times.span", time.startsAt, time.endsAt)}</span>{" "}
      <MarkWithWord mark={time.mark} />{" "}
      {counted && <span class="left">{say("times.left", time.left)}</span>}
    </span>
  );
}
