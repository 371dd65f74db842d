import { useState } from "preact/hooks";

import { go } from "../router.ts";
import { comeBack } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { Button } from "./button.tsx";

type Props = { kind?: "primary" | "secondary"; next?: string | undefined };

/** 「マイページ」 ends what logging out began (manual, page 21): LINE may say again who this is. */
export function MyPageButton({ kind = "primary", next = "/mypage" }: Props) {
  const [busy, setBusy] = useState(false);

  async function enter() {
    setBusy(true);
    await comeBack();
    go(next);
  }

  return (
    <Button kind={kind} busy={busy} onPress={enter}>
      {say("nav.myPage")}
    </Button>
  );
}
