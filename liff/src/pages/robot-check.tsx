import { useEffect, useRef, useState } from "preact/hooks";

import type { Failure } from "../api/answer.ts";
import { postRobotCheck } from "../api/client.ts";
import { Button } from "../parts/button.tsx";
import { CallCentre } from "../parts/call-centre.tsx";
import { Loading } from "../parts/loading.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemScreen, sentenceOf } from "../parts/problem.tsx";
import type { Widget } from "../robot/altcha.ts";
import { go, query, safeReturn, withQuery } from "../router.ts";
import { language } from "../words/language.ts";
import { say, word } from "../words/say.tsx";

/** Ⅱ-02, after ten failures in a row: 「私はロボットではありません」, 「進む」, back to the form. */
export function RobotCheckPage() {
  const [solution, setSolution] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [missing, setMissing] = useState(false);
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);

  async function pass() {
    setRound((each) => each + 1);
    setFailure(undefined);
    setMissing(solution === undefined);
    if (solution === undefined || busy) return;
    setBusy(true);
    const answer = await postRobotCheck(solution);
    setBusy(false);
    if (answer.ok) {
      const next = safeReturn(query.value.get("next"));
      return go(withQuery("/identity", { next }), { replace: true });
    }
    setSolution(undefined);
    setFailure(answer.failure);
  }

  return (
    <Page title={say("robot.title")} name={word("robot.title")} step="identity">
      {(failure || (missing && solution === undefined)) && (
        <Message key={round} kind="warning" focus>
          {say(failure ? sentenceOf(failure) : "robot.missing")}
        </Message>
      )}
      <p class="lead">{say("robot.lead")}</p>
      <Check key={`${language.value} ${failure ? round : ""}`} onSolution={setSolution} />
      <div class="actions">
        <Button busy={busy} onPress={pass}>
          {say("robot.next")}
        </Button>
      </div>
      <CallCentre />
    </Page>
  );
}

type CheckProps = { onSolution: (solution: string | undefined) => void };

function Check({ onSolution }: CheckProps) {
  const place = useRef<HTMLDivElement>(null);
  const [there, setThere] = useState<boolean>();

  useEffect(() => {
    let widget: Widget | undefined;
    let gone = false;
    import("../robot/altcha.ts").then(
      ({ robotCheck }) => {
        if (gone) return;
        widget = robotCheck(language.peek(), onSolution);
        place.current?.append(widget);
        setThere(true);
      },
      () => setThere(false),
    );
    return () => {
      gone = true;
      widget?.remove();
    };
  }, [onSolution]);

  return (
    <>
      {there === undefined && <Loading />}
      {/* A browser may remember that a script failed to load: only reloading the page helps. */}
      {there === false && (
        <ProblemScreen failure={{ kind: "offline" }} again={() => window.location.reload()} />
      )}
      <div class="robot-check" ref={place} />
    </>
  );
}
