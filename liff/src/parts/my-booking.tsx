import { useState } from "preact/hooks";

import { codeOf, type Failure } from "../api/answer.ts";
import { type Booking, postCancellation } from "../api/client.ts";
import { lastMinute, longDate } from "../dates/format.ts";
import { forgetAnswers } from "../state/answers.ts";
import { forgetRequestKey } from "../state/request-key.ts";
import { session, sessionRanOut } from "../state/visit.ts";
import { say, show } from "../words/say.tsx";
import { BookingFacts } from "./booking-facts.tsx";
import { Bring } from "./bring.tsx";
import { Button } from "./button.tsx";
import { CalendarLink } from "./calendar-link.tsx";
import { CallCentre } from "./call-centre.tsx";
import { ClosedSlot } from "./closed-slot.tsx";
import { Dialog } from "./dialog.tsx";
import { Message } from "./message.tsx";
import { sentenceOf } from "./problem.tsx";

type Props = { booking: Booking; onCancelled: () => void; onOutdated: () => void };

/** The booking, what to bring, and Ⅳ: cancelling it until its deadline. */
export function CurrentBooking({ booking, onCancelled, onOutdated }: Props) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  async function cancel() {
    setBusy(true);
    const answer = await postCancellation(booking.id);
    setBusy(false);
    setAsking(false);
    if (answer.ok) {
      forgetAnswers();
      forgetRequestKey(booking.slotId);
      if (session.value) session.value = { ...session.value, hasBooking: false };
      onCancelled();
    } else if (codeOf(answer.failure) === "not_identified") {
      sessionRanOut();
    } else if (codeOf(answer.failure) === "booking_unknown") {
      onOutdated();
    } else {
      setFailure(answer.failure);
    }
  }

  return (
    <section aria-labelledby="current">
      <h2 id="current">{say("my.booking")}</h2>
      {failure && (
        <Message kind="warning" focus>
          {say(sentenceOf(failure))}
        </Message>
      )}
      {booking.closed && <ClosedSlot message={booking.closedMessage} />}
      <div class="card flat booked">
        <p class={`badge ${booking.closed ? "cancelled" : "confirmed"}`}>
          {say(booking.closed ? "booking.closed" : "booking.confirmed")}
        </p>
        <BookingFacts {...booking} withNotice={!booking.closed} />
      </div>
      {!booking.closed && (
        <>
          <Bring />
          <div class="actions">
            <CalendarLink slotId={booking.slotId} />
          </div>
        </>
      )}
      {booking.cancellable ? (
        <div class="actions">
          <Button
            kind="secondary"
            onPress={() => {
              setFailure(undefined);
              setAsking(true);
            }}
          >
            {say("my.cancel")}
          </Button>
          <p class="hint">{say("my.cancelUntil", lastMinute(booking.cancelUntil))}</p>
        </div>
      ) : (
        <>
          <Message kind="info">{say("my.cancelByPhone")}</Message>
          {!booking.closed && <CallCentre />}
        </>
      )}
      {asking && (
        <Dialog
          question={say("cancel.question")}
          busy={busy}
          onOk={cancel}
          onBack={() => setAsking(false)}
        >
          <p class="strong">
            {show(longDate(booking.date))}
            <br />
            {say("times.span", booking.startsAt, booking.endsAt)}
            <br />
            <span lang="ja">{booking.venue.name}</span>
          </p>
          <p>{say("cancel.warning")}</p>
        </Dialog>
      )}
    </section>
  );
}
