import type { Booking } from "../api/client.ts";
import { longDate, moment } from "../dates/format.ts";
import { municipality } from "../state/visit.ts";
import { type Key, say, show } from "../words/say.tsx";

const stateWords = {
  confirmed: "booking.confirmed",
  cancelled: "booking.cancelled",
  past: "booking.past",
} as const satisfies Record<Booking["state"], Key>;

/** Earlier bookings, including cancelled ones. */
export function History({ bookings }: { bookings: readonly Booking[] }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">{say("my.history")}</h2>
      {bookings.length === 0 ? <p class="hint">{say("my.noHistory")}</p> : <List of={bookings} />}
    </section>
  );
}

function List({ of: bookings }: { of: readonly Booking[] }) {
  return (
    <ul class="history">
      {bookings.map((booking) => (
        <li key={booking.id}>
          <p class={`badge ${booking.state}`}>{say(stateWords[booking.state])}</p>
          <p class="strong">
            {show(longDate(booking.date))} {say("times.span", booking.startsAt, booking.endsAt)}
          </p>
          <p lang="ja">{booking.venue.name}</p>
          {booking.cancelledAt && (
            <p class="hint">{say("booking.cancelledAt", moment(booking.cancelledAt))}</p>
          )}
          <Canceller of={booking} />
        </li>
      ))}
    </ul>
  );
}

/** Says who cancelled if it was not the person on these pages, and the reason given. */
function Canceller({ of: booking }: { of: Booking }) {
  const town = municipality.value?.name;
  return (
    <>
      {booking.cancelledBy === "callCentre" && <p>{say("booking.cancelledByPhone")}</p>}
      {booking.cancelledBy === "municipality" && town && (
        <p>{say("booking.cancelledByTown", town)}</p>
      )}
      {booking.cancelMessage && (
        <p>
          {say("booking.reason")}：<span lang="ja">{booking.cancelMessage}</span>
        </p>
      )}
    </>
  );
}
