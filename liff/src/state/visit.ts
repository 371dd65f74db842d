/**
 * The state of the visit: the municipality, the session, LINE. Loading begins with the first paint;
 * LINE's SDK and the session follow.
 */
import { computed, effect, signal } from "@preact/signals";

import { codeOf, type Failure } from "../api/answer.ts";
import {
  deleteSession,
  getMunicipality,
  getSession,
  type Municipality,
  type Person,
  postLineSession,
  type Session,
} from "../api/client.ts";
import { createLine, type Line } from "../line.ts";
import { release } from "../router.ts";
import { language } from "../words/language.ts";
import { answered, turnedToAsked } from "./about.ts";
import { forgetAnswers } from "./answers.ts";
import { dress } from "./colour.ts";
import { assignConsent } from "./consent.ts";
import { forget, forgetOthers, forgetVisit, keep, kept } from "./kept.ts";

export const municipality = signal<Municipality | undefined>(undefined);
export const session = signal<Session | undefined>(undefined);
export const trouble = signal<Failure | undefined>(undefined);
export const line = signal<Line>(createLine(null));
export const lineReady = signal(false);
/** The display name of the verified LINE account, from LINE's ID token. */
export const lineName = signal<string | undefined>(undefined);

/** Whether LINE can identify the visitor. */
export const lineUsable = computed(() => municipality.value?.line != null && lineReady.value);

/** The opaque id of the person whom the session is about, while they are identified. */
export const personId = computed(() => idOf(session.value));

/** Today in Tokyo by the service's clock: the browser's may be wrong, or in another time zone. */
export const today = computed(() => municipality.value?.today ?? "");

const LOGGED_OUT = "sesshu.loggedOut";

/** Sets a new session and drops what is cached or stored about the previous person. */
export function enter(known: Session): void {
  forgetAnswers();
  ranOut.value = false;
  answered();
  leaveTo(known);
  session.value = known;
}

/** Leaves what was stored in this window to the person of a session, except what is another's. */
function leaveTo(known: Session): void {
  const id = idOf(known);
  if (id === undefined) return;
  assignConsent(id);
  forgetOthers(id);
}

function idOf(known: Session | undefined): string | undefined {
  return known?.identified ? known.person?.id : undefined;
}

/** Records that the contact was entered: from now on the person has a name. */
export function nameKnown(name: string): void {
  const known = session.value;
  if (!known) return;
  const named = (one: Person) => (one.id === known.person?.id ? { ...one, name } : one);
  session.value = {
    ...known,
    hasContact: true,
    people: known.people.map(named),
    ...(known.person && { person: named(known.person) }),
  };
}

/** Loads everything at the start in the given language, and again after a failure. */
export async function begin(chosen: string = language.value): Promise<void> {
  trouble.value = undefined;
  const town = await getMunicipality(chosen);
  if (!town.ok) {
    trouble.value = town.failure;
    return;
  }
  municipality.value = town.value;
  dress(document.documentElement, town.value.colour);
  if (!lineReady.value) {
    line.value = createLine(town.value.line);
    lineReady.value = (await line.value.start()) === "ready";
    release();
  }
  await meet();
}

/** Reloads the municipality's own texts in the chosen language. */
export async function hear(chosen: string): Promise<void> {
  const town = await getMunicipality(chosen);
  if (town.ok && chosen === language.value) municipality.value = town.value;
}

/** Waits until the session is known, or cannot be loaded. */
export function whenMet(): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (!session.value && !trouble.value) return;
      queueMicrotask(() => {
        stop();
        resolve();
      });
    });
  });
}

/** Loads the session, by LINE's token if there is one, else by the session's cookie. */
export async function meet(): Promise<void> {
  const token = hasLoggedOut() ? undefined : line.value.idToken();
  const answer = token ? await postLineSession(token) : await getSession();
  if (answer.ok) {
    lineName.value = answer.value.lineName;
    await meetAs(answer.value);
  } else if (codeOf(answer.failure) === "id_token_refused") {
    // An ID token is valid for an hour; outside LINE's app the browser may have kept an old one.
    line.value.logout();
    await meetWithoutLine();
  } else {
    trouble.value = answer.failure;
  }
}

async function meetWithoutLine(): Promise<void> {
  const answer = await getSession();
  if (answer.ok) await meetAs(answer.value);
  else trouble.value = answer.failure;
}

async function meetAs(known: Session): Promise<void> {
  const met = hasLoggedOut() ? known : await turnedToAsked(known);
  leaveTo(met);
  session.value = met;
}

/** Whether the person was identified and no longer is, so that the page can say why it asks again. */
export const ranOut = signal(false);

/** Records that the service returned `not_identified`: the session has expired. */
export function sessionRanOut(): void {
  ranOut.value = session.value?.identified ?? false;
  if (session.value) session.value = { ...session.value, identified: false, hasBooking: false };
}

export async function logOut(): Promise<Failure | undefined> {
  const answer = await deleteSession();
  if (!answer.ok) return answer.failure;
  keep("local", LOGGED_OUT, "yes");
  // Inside LINE's app LINE keeps the token; without it the person could not log in again.
  if (!line.value.inClient) line.value.logout();
  forgetAnswers();
  forgetVisit();
  session.value = {
    identified: false,
    linked: false,
    lineKnown: false,
    hasContact: false,
    hasBooking: false,
    people: [],
  };
  return undefined;
}

/** Whether the visitor logged out; LINE's token then identifies no one until My Page is opened. */
export function hasLoggedOut(): boolean {
  return kept("local", LOGGED_OUT) !== null;
}

export async function comeBack(): Promise<void> {
  if (!hasLoggedOut()) return;
  forget("local", LOGGED_OUT);
  session.value = undefined;
  await meet();
}
