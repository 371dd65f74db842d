/** The order of the pages: where a person goes next, from what is known of them. */

import { withQuery } from "../router.ts";
import { mustAsk } from "./about.ts";
import { keep, kept } from "./kept.ts";
import { municipality, session } from "./visit.ts";

/** Where it is found out who somebody is. */
export function entrance(): string {
  const people = session.value?.people.length ?? 0;
  return people > (mustAsk.value ? 0 : 1) ? "/people" : "/identity";
}

/** After `/`, `/identity`, `/line` or `/contact`; `next` is where the person was going. */
export function onward(next?: string, how: { lineAsked?: boolean } = {}): string {
  const known = session.value;
  if (!known?.identified) return withQuery(entrance(), { next });
  if (next === "/mypage" || known.hasBooking) return "/mypage";
  const askForLine = !known.linked && municipality.value?.line != null && !how.lineAsked;
  if (askForLine) return withQuery("/line", { next });
  if (!known.hasContact) return withQuery("/contact", { next });
  return next ?? "/choice";
}

const AGREED = "sesshu.agreed";

/** Consent is to one version of the terms; a new version asks again. */
export function hasAgreed(): boolean {
  const version = municipality.value?.terms.version;
  return version !== undefined && kept("session", AGREED) === version;
}

export function agree(): void {
  const version = municipality.value?.terms.version;
  if (version) keep("session", AGREED, version);
}
