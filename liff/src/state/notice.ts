/** One sentence that the next page says first, e.g. that a seat was lost. */
import { signal } from "@preact/signals";

import type { Key } from "../words/say.tsx";

/** Only sentences without values to fill in. */
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

/** Takes the sentence: it is said once. */
export function takeNotice(): Notice | undefined {
  const notice = waiting.peek();
  waiting.value = undefined;
  return notice;
}
