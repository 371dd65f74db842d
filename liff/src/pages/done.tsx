import { useEffect } from "preact/hooks";

import { getBookings } from "../api/client.ts";
import { BookingFacts } from "../parts/booking-facts.tsx";
import { Bring } from "../parts/bring.tsx";
import { Button } from "../parts/button.tsx";
import { CalendarLink } from "../parts/calendar-link.tsx";
import { Link } from "../parts/link.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemScreen } from "../parts/problem.tsx";
import { go } from "../router.ts";
import { useAnswer } from "../state/use-answer.ts";
import { line } from "../state/visit.ts";
import { say, word } from "../words/say.tsx";

/** Ⅱ-05-7: ご予約が完了しました. */
export function DonePage() {
  const { value, failure, again } = useAnswer("bookings", getBookings);
  const booking = value?.current;
  const nothing = value !== undefined && !booking;

  useEffect(() => {
    if (nothing) go("/mypage", { replace: true });
  }, [nothing]);

  return (
    <Page title={say("done.title")} name={word("done.title")} identified>
      {failure && <ProblemScreen failure={failure} again={again} />}
      {!failure && !booking && <Loading />}
      {booking && (
        <>
          <Tick />
          <section class="card flat">
            <BookingFacts {...booking} />
          </section>
          <p>{say("done.remind")}</p>
          <Bring />
          <p>{say("done.care")}</p>
          <div class="actions">
            <CalendarLink slotId={booking.slotId} />
          </div>
          <p class="hint">{say("done.myPageHint")}</p>
        </>
      )}
      <div class="actions">
        <Link class="button primary" to="/mypage">
          {say("nav.myPage")}
        </Link>
        {line.value.inClient && (
          <Button kind="secondary" onPress={() => line.value.close()}>
            {say("nav.closeWindow")}
          </Button>
        )}
      </div>
    </Page>
  );
}

function Tick() {
  return (
    <svg class="tick" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <circle cx="32" cy="32" r="30" />
      <path d="m18 33 10 10 19-21" />
    </svg>
  );
}
