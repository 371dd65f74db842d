/**
 * The devices on which the person is signed in, and Ⅴ the link with LINE. Loaded after the rest of My
 * Page (`later-access.tsx`): the first load has a budget.
 */
import { useState } from "preact/hooks";

import { codeOf, type Failure } from "../api/answer.ts";
import {
  deleteOtherSessions,
  deleteSessionById,
  getSessions,
  type OpenSession,
  postUnlinking,
} from "../api/client.ts";
import { moment } from "../dates/format.ts";
import { tellNext } from "../state/notice.ts";
import { useAnswer } from "../state/use-answer.ts";
import { enter, line, municipality, session, sessionRanOut } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { AddFriend } from "./add-friend.tsx";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Link } from "./link.tsx";
import { Loading } from "./loading.tsx";
import { Message } from "./message.tsx";
import { ProblemScreen, sentenceOf } from "./problem.tsx";

/** What the person is asked to confirm. */
type Question = "unlink" | "others" | OpenSession;

export function Access() {
  const { value, failure, again } = useAnswer("sessions", getSessions);
  const [question, setQuestion] = useState<Question>();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Failure>();
  const [ended, setEnded] = useState(0);

  function ask(next: Question) {
    setRefusal(undefined);
    setQuestion(next);
  }

  async function act() {
    if (!question) return;
    setBusy(true);
    const refused = await (question === "unlink" ? unlink() : end(question));
    setBusy(false);
    setQuestion(undefined);
    if (!refused && question !== "unlink") {
      // Once the dialog is closed, the message can take the focus.
      setEnded(ended + 1);
      again();
    } else if (refused && codeOf(refused) === "not_identified") sessionRanOut();
    else setRefusal(refused);
  }

  return (
    <section aria-labelledby="access">
      <h2 id="access">{say("access.title")}</h2>
      {refusal && (
        <Message kind="warning" focus>
          {say(sentenceOf(refusal))}
        </Message>
      )}
      {ended > 0 && !refusal && (
        <Message key={ended} kind="good" focus>
          {say("access.ended")}
        </Message>
      )}
      {value && <Devices sessions={value.sessions} ask={ask} />}
      {!value && (failure ? <ProblemScreen failure={failure} again={again} /> : <Loading />)}
      <LineLink linkedAt={value?.linkedAt} onUnlink={() => ask("unlink")} />
      {question && (
        <Dialog
          question={say(questionOf(question))}
          busy={busy}
          onOk={act}
          onBack={() => setQuestion(undefined)}
        >
          <Warning question={question} />
        </Dialog>
      )}
    </section>
  );
}

/** Unlinks. The person has to identify again (manual, page 20), so the next page confirms it. */
async function unlink(): Promise<Failure | undefined> {
  const answer = await postUnlinking(line.value.accessToken());
  if (!answer.ok) return answer.failure;
  tellNext("good", "unlink.done");
  enter(answer.value);
  return undefined;
}

async function end(whom: "others" | OpenSession): Promise<Failure | undefined> {
  const answer = await (whom === "others" ? deleteOtherSessions() : deleteSessionById(whom.id));
  // An unknown session has ended already.
  return answer.ok || codeOf(answer.failure) === "not_found" ? undefined : answer.failure;
}

type DevicesProps = { sessions: readonly OpenSession[]; ask: (question: Question) => void };

function Devices({ sessions, ask }: DevicesProps) {
  const alone = sessions.length < 2;
  return (
    <>
      {!alone && <p>{say("access.unknown")}</p>}
      <ul class="history">
        {sessions.map((one) => (
          <li key={one.id}>
            <Device session={one} />
            {!one.current && (
              <div class="actions">
                <Button kind="secondary" describedBy={one.id} onPress={() => ask(one)}>
                  {say("access.endOne")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {!alone && (
        <div class="actions">
          <Button kind="secondary" onPress={() => ask("others")}>
            {say("access.endOthers")}
          </Button>
        </div>
      )}
    </>
  );
}

function Device({ session: one }: { session: OpenSession }) {
  return (
    <p id={one.id}>
      <span class="strong">{say(one.current ? "access.here" : "access.elsewhere")}</span>
      <br />
      {say(one.proof === "line" ? "access.byLine" : "access.byNumber", moment(one.signedInAt))}
      {!one.current && (
        <>
          <br />
          {say("access.lastUsed", moment(one.lastUsedAt))}
        </>
      )}
    </p>
  );
}

type LineLinkProps = { linkedAt: string | undefined; onUnlink: () => void };

function LineLink({ linkedAt, onUnlink }: LineLinkProps) {
  if (!session.value?.linked) {
    return (
      <div class="actions">
        <p>{say("access.notLinked")}</p>
        {municipality.value?.line != null && (
          <Link class="button secondary" to="/line?next=/mypage">
            {say("my.link")}
          </Link>
        )}
      </div>
    );
  }
  return (
    <div class="actions">
      <p class="linked">{say("my.linked")}</p>
      {linkedAt && <p class="hint">{say("access.linkedAt", moment(linkedAt))}</p>}
      <AddFriend />
      <Button kind="secondary" onPress={onUnlink}>
        {say("my.unlink")}
      </Button>
    </div>
  );
}

function questionOf(question: Question) {
  if (question === "unlink") return "unlink.question";
  return question === "others" ? "access.endOthersQuestion" : "access.endOneQuestion";
}

function Warning({ question }: { question: Question }) {
  if (question === "unlink") return <p>{say("unlink.warning")}</p>;
  return (
    <>
      {question !== "others" && (
        <p>
          {say(
            question.proof === "line" ? "access.byLine" : "access.byNumber",
            moment(question.signedInAt),
          )}
        </p>
      )}
      <p>{say("access.warning")}</p>
      {session.value?.linked && <p>{say("access.warningLinked")}</p>}
    </>
  );
}
