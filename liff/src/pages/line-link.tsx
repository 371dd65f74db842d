import { useEffect, useState } from "preact/hooks";

import type { Failure } from "../api/answer.ts";
import { codeOf } from "../api/answer.ts";
import { putLink } from "../api/client.ts";
import { Button } from "../parts/button.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { sentenceOf } from "../parts/problem.tsx";
import { go, href, query, safeReturn, withQuery } from "../router.ts";
import { tellNext } from "../state/notice.ts";
import { enter, line, lineName, lineUsable, session, sessionRanOut } from "../state/visit.ts";
import { onward } from "../state/way.ts";
import { say, word } from "../words/say.tsx";

/** Ⅱ-03 LINE連携. Shows which LINE account it is about before the link is made. */
export function LineLinkPage() {
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const next = safeReturn(query.value.get("next"));
  const known = session.value;
  const skip = () => go(onward(next, { lineAsked: true }));

  useEffect(() => {
    if (!known?.identified) return;
    if (known.linked) go(onward(next, { lineAsked: true }), { replace: true });
  }, [known]);

  async function link() {
    if (busy) return;
    setFailure(undefined);
    if (!known?.lineKnown) {
      line.value.login(href(withQuery("/line", { next })));
      return;
    }
    setBusy(true);
    const answer = await putLink();
    setBusy(false);
    if (answer.ok) {
      tellNext("good", "link.done");
      enter(answer.value);
    } else if (codeOf(answer.failure) === "not_identified") {
      sessionRanOut();
    } else {
      setFailure(answer.failure);
    }
  }

  return (
    <Page title={say("line.title")} name={word("line.title")} step="line" identified>
      {failure && (
        <Message kind="warning" focus>
          {say(sentenceOf(failure))}
        </Message>
      )}
      <p class="lead">{say("line.lead")}</p>
      <section class="benefits">
        <h2>{say("line.canTitle")}</h2>
        <ul>
          <li>{say("line.canSkipIdentity")}</li>
          <li>{say("line.canRemind")}</li>
        </ul>
      </section>
      {known?.lineKnown ? (
        <Message kind="info">
          {lineName.value && (
            <p class="strong">
              {say("line.account")} <bdi>{lineName.value}</bdi>
            </p>
          )}
          <p>{say("line.isYours")}</p>
        </Message>
      ) : (
        <p>{say("line.allow")}</p>
      )}
      <p class="hint">{say("line.undo")}</p>
      <div class="actions">
        <Button busy={busy} inactive={!known?.lineKnown && !lineUsable.value} onPress={link}>
          {say("line.link")}
        </Button>
        <Button kind="secondary" describedBy="skip-hint" onPress={skip}>
          {say("line.skip")}
        </Button>
        <p class="hint" id="skip-hint">
          {say("line.skipHint")}
        </p>
      </div>
    </Page>
  );
}
