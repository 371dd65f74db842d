/**
 * The person that a link is about: cards and mails carry an opaque id in `for`. The page switches
 * to that person, or first lets the visitor choose whose booking it is.
 */
import { signal } from "@preact/signals";

import { putPerson, type Session } from "../api/client.ts";
import { takeFromQuery } from "../router.ts";

/** Whether the session may not act for the person of the link, so that one must be chosen. */
export const mustAsk = signal(false);

let wanted: string | undefined;

/** Returns the session, switched to the person of the address if that is allowed. */
export async function turnedToAsked(known: Session): Promise<Session> {
  wanted = takeFromQuery("for") ?? wanted;
  if (!wanted || wanted === known.person?.id) return known;
  const chosen = await putPerson(wanted);
  mustAsk.value = !chosen.ok;
  return chosen.ok ? chosen.value : known;
}

/** Records that the visitor has chosen whose booking it is. */
export function answered(): void {
  wanted = undefined;
  mustAsk.value = false;
}
