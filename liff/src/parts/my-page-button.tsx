import { useState } from "preact/hooks";

import { go } from "../router.ts";
import { comeBack } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { Button } from "./button.tsx";

type Props = { kind?: "primary" | "secondary"; next?: string | undefined };

/** 「マイページ」 ends the logged-out state (manual, page 21): LINE's token may identify the person again. */
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
