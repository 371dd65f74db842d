import { useState } from "preact/hooks";

import type { Failure } from "../api/answer.ts";
import { type Person, putPerson } from "../api/client.ts";
import { Button } from "../parts/button.tsx";
import { Link } from "../parts/link.tsx";
import { Loading } from "../parts/loading.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { nameOf } from "../parts/person.tsx";
import { sentenceOf } from "../parts/problem.tsx";
import { go, query, safeReturn } from "../router.ts";
import { enter, session } from "../state/visit.ts";
import { onward } from "../state/way.ts";
import { say, word } from "../words/say.tsx";

/** Several coupons on one LINE account: whose booking is it? */
export function PeoplePage() {
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState<string>();
  const next = safeReturn(query.value.get("next"));

  async function choose(person: Person) {
    if (busy) return;
    setFailure(undefined);
    setBusy(person.id);
    const answer = await putPerson(person.id);
    setBusy(undefined);
    if (!answer.ok) return setFailure(answer.failure);
    enter(answer.value);
    go(onward(next), { replace: true });
  }

  return (
    <Page title={say("people.title")} name={word("people.title")}>
      {failure && (
        <Message kind="warning" focus>
          {say(sentenceOf(failure))}
        </Message>
      )}
      <p class="lead">{say("people.lead")}</p>
      {!session.value && <Loading />}
      <div class="actions">
        {session.value?.people.map((person) => (
          <Button
            key={person.id}
            kind="secondary"
            busy={busy === person.id}
            onPress={() => choose(person)}
          >
            {nameOf(person)}
          </Button>
        ))}
      </div>
      <div class="actions">
        <Link class="button quiet" to="/identity?add=1">
          {say("people.add")}
        </Link>
      </div>
    </Page>
  );
}
