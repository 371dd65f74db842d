/**
 * The person that a link is about: cards and mails carry an opaque id in `for`. The page becomes
 * theirs, or asks whose booking it is before anything else.
 */
import { signal } from "@preact/signals";

import { putPerson, type Session } from "../api/client.ts";
import { takeFromQuery } from "../router.ts";

/** The link is about a person that this session may not speak for: it has to be asked first. */
export const mustAsk = signal(false);

let wanted: string | undefined;

/** The session, turned to the person that the address names, where it may be. */
export async function turnedToAsked(known: Session): Promise<Session> {
  wanted = takeFromQuery("for") ?? wanted;
  if (!wanted || wanted === known.person?.id) return known;
  const chosen = await putPerson(wanted);
  mustAsk.value = !chosen.ok;
  return chosen.ok ? chosen.value : known;
}

/** Whose booking it is has been answered. */
export function answered(): void {
  wanted = undefined;
  mustAsk.value = false;
}
