import { useState } from "preact/hooks";

import { Button } from "../parts/button.tsx";
import { Page } from "../parts/page.tsx";
import { go, query, safeReturn } from "../router.ts";
import { comeBack } from "../state/visit.ts";
import { say, word } from "../words/say.tsx";

/** Ⅵ: logged out, and staying so until 「マイページ」 is pressed. */
export function LogoutPage() {
  const [busy, setBusy] = useState(false);

  async function enter() {
    setBusy(true);
    await comeBack();
    go(safeReturn(query.value.get("next")) ?? "/mypage");
  }

  return (
    <Page title={say("logout.title")} name={word("logout.title")}>
      <p class="lead">{say("logout.lead")}</p>
      <div class="actions">
        <Button busy={busy} onPress={enter}>
          {say("nav.myPage")}
        </Button>
      </div>
    </Page>
  );
}
