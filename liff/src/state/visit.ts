/**
 * What the pages know of the visit: the municipality, the session, LINE. Begins with the first
 * paint; LINE's SDK and the session follow.
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
import { forget, forgetVisit, keep, kept } from "./kept.ts";

export const municipality = signal<Municipality | undefined>(undefined);
export const session = signal<Session | undefined>(undefined);
export const trouble = signal<Failure | undefined>(undefined);
export const line = signal<Line>(createLine(null));
export const lineReady = signal(false);
/** The display name of the LINE account that was verified, as LINE's ID token gives it. */
export const lineName = signal<string | undefined>(undefined);

/** LINE can be asked who this is. */
export const lineUsable = computed(() => municipality.value?.line != null && lineReady.value);

/** Today in Tokyo by the service's clock: the browser's may be wrong, or in another country. */
export const today = computed(() => municipality.value?.today ?? "");

const LOGGED_OUT = "sesshu.loggedOut";

/** What a new session says; answers about the former person are forgotten. */
export function enter(known: Session): void {
  forgetAnswers();
  ranOut.value = false;
  answered();
  session.value = known;
}

/** The contact was given: from now on the person has a name. */
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

/** Everything at the start, in the language that is about to be spoken, and again after a failure. */
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

/** The municipality's own words once more, in the language that was chosen. */
export async function hear(chosen: string): Promise<void> {
  const town = await getMunicipality(chosen);
  if (town.ok && chosen === language.value) municipality.value = town.value;
}

/** Waits until it is known who this is, or that it cannot be known now. */
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

/** Who is this: by LINE's token where there is one, else by the session's cookie. */
export async function meet(): Promise<void> {
  const token = hasLoggedOut() ? undefined : line.value.idToken();
  const answer = token ? await postLineSession(token) : await getSession();
  if (answer.ok) {
    lineName.value = answer.value.lineName;
    await meetAs(answer.value);
  } else if (codeOf(answer.failure) === "id_token_refused") {
    // An ID token lives for an hour; outside LINE's app the browser may have kept an old one.
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
  session.value = hasLoggedOut() ? known : await turnedToAsked(known);
}

/** The person was identified and is no longer: they may wonder why they are asked again. */
export const ranOut = signal(false);

/** After the service said `not_identified`: the session has run out. */
export function sessionRanOut(): void {
  ranOut.value = session.value?.identified ?? false;
  if (session.value) session.value = { ...session.value, identified: false, hasBooking: false };
}

export async function logOut(): Promise<Failure | undefined> {
  const answer = await deleteSession();
  if (!answer.ok) return answer.failure;
  keep("local", LOGGED_OUT, "yes");
  // Inside LINE's app the token is LINE's to keep: without it nobody could come back.
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

/** Logged out means out: LINE's token brings nobody back in until My Page is asked for. */
export function hasLoggedOut(): boolean {
  return kept("local", LOGGED_OUT) !== null;
}

export async function comeBack(): Promise<void> {
  if (!hasLoggedOut()) return;
  forget("local", LOGGED_OUT);
  session.value = undefined;
  await meet();
}
