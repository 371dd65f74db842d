import { useState } from "preact/hooks";

import { codeOf, type Failure } from "../api/answer.ts";
import { postUnlinking } from "../api/client.ts";
import { go } from "../router.ts";
import { tellNext } from "../state/notice.ts";
import { enter, line, logOut, municipality, session, sessionRanOut } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { AddFriend } from "./add-friend.tsx";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Link } from "./link.tsx";
import { Message } from "./message.tsx";
import { sentenceOf } from "./problem.tsx";

/** Contact, Ⅴ the link with LINE, Ⅵ log out. */
export function Settings() {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState<"unlink" | "logout">();
  const [failure, setFailure] = useState<Failure>();
  const linked = session.value?.linked ?? false;
  const canLink = municipality.value?.line != null && !linked;

  async function unlink() {
    setBusy("unlink");
    const answer = await postUnlinking(line.value.accessToken());
    setBusy(undefined);
    setAsking(false);
    if (answer.ok) {
      // The person has to prove their identity again (manual, page 20); the next page says what was
      // done.
      tellNext("good", "unlink.done");
      enter(answer.value);
    } else if (codeOf(answer.failure) === "not_identified") sessionRanOut();
    else setFailure(answer.failure);
  }

  async function leave() {
    setBusy("logout");
    const refused = await logOut();
    setBusy(undefined);
    if (refused) setFailure(refused);
    else go("/logout", { replace: true });
  }

  return (
    <section aria-labelledby="settings">
      <h2 id="settings">{say("my.settings")}</h2>
      {failure && (
        <Message kind="warning" focus>
          {say(sentenceOf(failure))}
        </Message>
      )}
      <div class="actions">
        <Link class="button secondary" to="/contact?next=/mypage">
          {say("my.changeContact")}
        </Link>
        {linked && (
          <>
            <p class="linked">{say("my.linked")}</p>
            <AddFriend />
            <Button kind="secondary" onPress={() => setAsking(true)}>
              {say("my.unlink")}
            </Button>
          </>
        )}
        {session.value?.lineKnown && (
          <Link class="button secondary" to="/identity?add=1">
            {say("people.add")}
          </Link>
        )}
        {canLink && (
          <Link class="button secondary" to="/line?next=/mypage">
            {say("my.link")}
          </Link>
        )}
        <Button kind="quiet" busy={busy === "logout"} onPress={leave}>
          {say("my.logout")}
        </Button>
      </div>
      {asking && (
        <Dialog
          question={say("unlink.question")}
          busy={busy === "unlink"}
          onOk={unlink}
          onBack={() => setAsking(false)}
        >
          <p>{say("unlink.warning")}</p>
        </Dialog>
      )}
    </section>
  );
}
