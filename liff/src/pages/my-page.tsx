import { useState } from "preact/hooks";

import { type Bookings, getBookings } from "../api/client.ts";
import { Link } from "../parts/link.tsx";
import { Loading } from "../parts/loading.tsx";
import { Message } from "../parts/message.tsx";
import { CurrentBooking } from "../parts/my-booking.tsx";
import { History } from "../parts/my-history.tsx";
import { Settings } from "../parts/my-settings.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemScreen } from "../parts/problem.tsx";
import { useAnswer } from "../state/use-answer.ts";
import { municipality } from "../state/visit.ts";
import { say, word } from "../words/say.tsx";

/** Ⅲ–Ⅵ マイページ: the booking, the history, the link, logging out. */
export function MyPage() {
  return (
    <Page title={say("my.title")} name={word("my.title")} identified>
      <Content />
    </Page>
  );
}

function Content() {
  const { value, failure, again } = useAnswer("bookings", getBookings);
  const [cancelled, setCancelled] = useState(false);
  if (failure) return <ProblemScreen failure={failure} again={again} />;
  if (!value) return <Loading />;
  return (
    <>
      {cancelled && (
        <Message kind="good" focus>
          <p class="strong">{say("cancel.done")}</p>
        </Message>
      )}
      <Booking
        bookings={value}
        onCancelled={() => {
          setCancelled(true);
          again();
        }}
        onOutdated={again}
      />
      <History bookings={value.history} />
      <Settings />
    </>
  );
}

type BookingProps = { bookings: Bookings; onCancelled: () => void; onOutdated: () => void };

function Booking({ bookings, onCancelled, onOutdated }: BookingProps) {
  if (bookings.current) {
    return (
      <CurrentBooking
        booking={bookings.current}
        onCancelled={onCancelled}
        onOutdated={onOutdated}
      />
    );
  }
  return (
    <section aria-labelledby="current">
      <h2 id="current">{say("my.booking")}</h2>
      <p>{say("my.noBooking")}</p>
      {municipality.value?.open ? (
        <Link class="button primary" to="/choice">
          {say("my.start")}
        </Link>
      ) : (
        <Message kind="info">{say("closed.title")}</Message>
      )}
    </section>
  );
}
