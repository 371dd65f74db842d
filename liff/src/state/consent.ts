/**
 * The consent to the terms. It is given before the person is known and then belongs to them: the
 * next person in the same window gives their own.
 */
import { forget, keep, kept, of } from "./kept.ts";

const KEY = "sesshu.agreed";

/** Whether the person, or a visitor not known yet, consented to this version of the terms. */
export function hasConsented(version: string, person: string | undefined): boolean {
  const theirs = person === undefined ? null : kept("session", of(person, KEY));
  return [theirs, kept("session", KEY)].includes(version);
}

export function keepConsent(version: string, person: string | undefined): void {
  keep("session", person === undefined ? KEY : of(person, KEY), version);
}

/** Makes the consent of a visitor that of the person who they turned out to be. */
export function assignConsent(person: string): void {
  const version = kept("session", KEY);
  if (version === null) return;
  keep("session", of(person, KEY), version);
  forget("session", KEY);
}
