/** A sentence that the next page shows first, e.g. that a seat was lost. */
import { signal } from "@preact/signals";

import type { Key } from "../words/say.tsx";

/** Only sentences without parameters. */
export type NoticeKey =
  | "times.slotFull"
  | "times.slotClosed"
  | "my.alreadyBooked"
  | "link.done"
  | "unlink.done"
  | "contact.saved"
  | "missing.venue";

export type Notice = { kind: "good" | "warning"; key: NoticeKey & Key };

const waiting = signal<Notice | undefined>(undefined);

export function tellNext(kind: Notice["kind"], key: NoticeKey): void {
  waiting.value = { kind, key };
}

/** Returns the sentence and removes it, so that it is shown once. */
export function takeNotice(): Notice | undefined {
  const notice = waiting.peek();
  waiting.value = undefined;
  return notice;
}
