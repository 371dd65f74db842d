import { useEffect, useState } from "preact/hooks";

import { codeOf, type Failure } from "../api/answer.ts";
import { getContact, getSlot, type SlotDetail } from "../api/client.ts";
import { BookingFacts } from "../parts/booking-facts.tsx";
import { Button } from "../parts/button.tsx";
import { Link } from "../parts/link.tsx";
import { Loading } from "../parts/loading.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemScreen, sentenceOf } from "../parts/problem.tsx";
import { go, query, withQuery } from "../router.ts";
import { forgetAnswers } from "../state/answers.ts";
import { book } from "../state/book.ts";
import { type NoticeKey, tellNext } from "../state/notice.ts";
import { useAnswer } from "../state/use-answer.ts";
import { municipality, session, sessionRanOut } from "../state/visit.ts";
import { say, word } from "../words/say.tsx";

/** Ⅱ-05-6: check once more, then book. */
export function ConfirmPage({ slotId }: { slotId: string }) {
  return (
    <Page title={say("confirm.title")} name={word("confirm.title")} step="confirm" identified open>
      <Confirmation slotId={slotId} />
    </Page>
  );
}

function Confirmation({ slotId }: { slotId: string }) {
  const slot = useAnswer(`slots/${slotId}`, () => getSlot(slotId));
  const unknown = slot.failure && codeOf(slot.failure) === "slot_unknown";

  useEffect(() => {
    if (unknown) leave("/choice", "times.slotClosed");
  }, [unknown]);

  if (slot.failure && !unknown) return <ProblemScreen failure={slot.failure} again={slot.again} />;
  return slot.value ? <Check slot={slot.value} /> : <Loading />;
}

function Check({ slot }: { slot: SlotDetail }) {
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const times = withQuery(`/place/${slot.venue.id}/${slot.date}`, {
    by: query.value.get("by") ?? undefined,
  });
  const centre = municipality.value?.callCentre;

  async function commit() {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    const answer = await book(slot.slotId);
    setBusy(false);
    setRound(round + 1);
    if (answer.ok) {
      forgetAnswers();
      if (session.value) session.value = { ...session.value, hasBooking: true };
      go("/done", { replace: true });
      return;
    }
    switch (codeOf(answer.failure)) {
      case "slot_full":
        return leave(times, "times.slotFull");
      case "slot_closed":
      case "slot_unknown":
        return leave(times, "times.slotClosed");
      case "already_booked":
      case "coupon_used_up":
        return leave("/mypage", "my.alreadyBooked");
      case "contact_missing":
        return go(withQuery("/contact", { next: `/confirm/${slot.slotId}` }), { replace: true });
      case "not_identified":
        return sessionRanOut();
      default:
        return setFailure(answer.failure);
    }
  }

  return (
    <>
      <Message kind="info">
        <p class="strong">{say("confirm.notYet")}</p>
        <p>{say("confirm.lead")}</p>
      </Message>
      <section class="card flat">
        <BookingFacts {...slot} />
      </section>
      <ContactCard slotId={slot.slotId} />
      {!slot.cancellable && centre && (
        <Message kind="warning">
          {say("confirm.phoneOnly", centre.name, unbroken(centre.phone))}
        </Message>
      )}
      <div class="actions sticky">
        {failure && (
          <Message key={round} kind="warning" focus>
            {say(failure.kind === "refused" ? sentenceOf(failure) : "confirm.lost")}
          </Message>
        )}
        <Button busy={busy} onPress={commit}>
          {say("confirm.commit")}
        </Button>
      </div>
      <div class="actions">
        <Link class="button secondary" to={times}>
          {say("confirm.change")}
        </Link>
      </div>
    </>
  );
}

function ContactCard({ slotId }: { slotId: string }) {
  const { value } = useAnswer("contact", getContact);
  if (!value) return null;
  return (
    <section class="card flat">
      <dl class="facts">
        <div>
          <dt>{say("contact.name")}</dt>
          <dd lang="ja">{value.name}</dd>
        </div>
        <div>
          <dt>{say("contact.phone")}</dt>
          <dd>{value.phone}</dd>
        </div>
        {value.email && (
          <div>
            <dt>{say("contact.email")}</dt>
            <dd>{value.email}</dd>
          </div>
        )}
      </dl>
      <Link class="text-button" to={withQuery("/contact", { next: `/confirm/${slotId}` })}>
        {say("confirm.changeContact")}
      </Link>
    </section>
  );
}

/** Adds word joiners, so that a number is not broken at its hyphens. */
function unbroken(phone: string): string {
  return phone.replaceAll("-", "-\u2060");
}

function leave(to: string, why: NoticeKey) {
  tellNext("warning", why);
  go(to, { replace: true });
}
