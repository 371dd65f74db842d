import { useState } from "preact/hooks";

import type { Failure } from "../api/answer.ts";
import { logOut } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { Button } from "./button.tsx";
import { Message } from "./message.tsx";
import { sentenceOf } from "./problem.tsx";

/** Ⅵ 「ログアウト」. */
export function SignOut({ onSignedOut }: { onSignedOut: () => void }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  async function leave() {
    setBusy(true);
    const refused = await logOut();
    setBusy(false);
    if (refused) setFailure(refused);
    else onSignedOut();
  }

  return (
    <>
      {failure && (
        <Message kind="warning" focus>
          {say(sentenceOf(failure))}
        </Message>
      )}
      <div class="actions">
        <Button kind="quiet" busy={busy} onPress={leave}>
          {say("my.logout")}
        </Button>
      </div>
    </>
  );
}
