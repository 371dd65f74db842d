import { useEffect, useRef, useState } from "preact/hooks";

import type { PlaceInLine } from "../api/client.ts";
import { CallCentre } from "../parts/call-centre.tsx";
import { Loading } from "../parts/loading.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { SignOut } from "../parts/sign-out.tsx";
import { go, query, safeReturn } from "../router.ts";
import { standInLine } from "../state/line-up.ts";
import { session } from "../state/visit.ts";
import { onward } from "../state/way.ts";
import { language } from "../words/language.ts";
import { say, word } from "../words/say.tsx";

/** Waiting times above this are shown in minutes. */
const MINUTE = 60;

/** Ⅱ-01: the waiting room, shown in place of every page while it is crowded; continues by itself. */
export function WaitingPage() {
  const [place, setPlace] = useState<PlaceInLine>();
  const [lost, setLost] = useState(false);
  const [unheard, setUnheard] = useState(false);
  const [signedOut, setSignedOut] = useState(false);

  useEffect(
    () =>
      standInLine((told) => {
        setUnheard(told === undefined);
        if (!told) return;
        setPlace(told);
        if (told.placeLost) setLost(true);
      }),
    [],
  );

  return (
    <Page title={say("waiting.title")} name={word("waiting.title")}>
      <p class="lead">{say("waiting.lead")}</p>
      {unheard && <Message kind="info">{say("waiting.unheard")}</Message>}
      {lost && <Message kind="warning">{say("waiting.lost")}</Message>}
      {place?.stayEnded && <Message kind="info">{say("waiting.stayEnded")}</Message>}
      {place?.seatsGone && <Message kind="warning">{say("waiting.seatsGone")}</Message>}
      {place ? <Standing place={place} /> : <Loading />}
      <p class="hint">{say("waiting.keep", place?.keptMinutes ?? 5)}</p>
      {place?.seatsGone && <CallCentre />}
      {signedOut && (
        <Message kind="good" focus>
          {say("logout.title")}
        </Message>
      )}
      {session.value?.identified && <SignOut onSignedOut={() => setSignedOut(true)} />}
    </Page>
  );
}

function Standing({ place }: { place: PlaceInLine }) {
  const { ahead, waitSeconds } = place;
  return (
    <>
      <dl class="waiting" aria-hidden={ahead === undefined}>
        {ahead !== undefined && (
          <div>
            <dt>{say("waiting.ahead")}</dt>
            <dd>{say("waiting.people", grouped(ahead))}</dd>
          </div>
        )}
        {waitSeconds !== undefined && (
          <div>
            <dt>{say("waiting.wait")}</dt>
            <dd>
              {waitSeconds < MINUTE
                ? say("waiting.soon")
                : say("waiting.minutes", minutes(waitSeconds))}
            </dd>
          </div>
        )}
      </dl>
      <Aloud place={place} />
    </>
  );
}

/**
 * What a screen reader announces: when the minutes change, not after every request. The figures
 * above can be read at any time.
 */
function Aloud({ place }: { place: PlaceInLine }) {
  const [sentence, setSentence] = useState("");
  const newest = useRef(place);
  newest.current = place;
  const left = place.waitSeconds === undefined ? undefined : minutes(place.waitSeconds);
  const reader = language.value;

  useEffect(() => {
    const { ahead } = newest.current;
    if (!reader || left === undefined || ahead === undefined) return;
    const wait = left <= 1 ? word("waiting.soon") : word("waiting.minutes", left);
    setSentence(word("waiting.aloud", grouped(ahead), wait));
  }, [left, reader]);

  return (
    <p class="aloud" role="status">
      {sentence}
    </p>
  );
}

/** The target of the chat's button; people who need not wait continue immediately. */
export function DoorPage() {
  const known = session.value;
  useEffect(() => {
    if (known) go(onward(safeReturn(query.peek().get("next"))), { replace: true });
  }, [known]);
  return (
    <Page title={say("waiting.title")} name={word("waiting.title")}>
      <Loading />
    </Page>
  );
}

function minutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / MINUTE));
}

function grouped(count: number): string {
  return count.toLocaleString("en");
}
