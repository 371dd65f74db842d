/** The order of the pages: the next page, from what is known about the person. */

import { withQuery } from "../router.ts";
import { mustAsk } from "./about.ts";
import { hasConsented, keepConsent } from "./consent.ts";
import { municipality, personId, session } from "./visit.ts";

/** Returns the page that identifies the person. */
export function entrance(): string {
  const people = session.value?.people.length ?? 0;
  return people > (mustAsk.value ? 0 : 1) ? "/people" : "/identity";
}

/** Returns the page after `/`, `/identity`, `/line` or `/contact` on the way to `next`. */
export function onward(next?: string, how: { lineAsked?: boolean } = {}): string {
  const known = session.value;
  if (!known?.identified) return withQuery(entrance(), { next });
  if (next === "/mypage" || known.hasBooking) return "/mypage";
  const askForLine = !known.linked && municipality.value?.line != null && !how.lineAsked;
  if (askForLine) return withQuery("/line", { next });
  if (!known.hasContact) return withQuery("/contact", { next });
  return next ?? "/choice";
}

/** Whether the person agreed to these terms; a new version needs new consent. */
export function hasAgreed(): boolean {
  const version = municipality.value?.terms.version;
  return version !== undefined && hasConsented(version, personId.value);
}

export function agree(): void {
  const version = municipality.value?.terms.version;
  if (version) keepConsent(version, personId.value);
}
