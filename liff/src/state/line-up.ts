/**
 * Polls the waiting room: as often as the service says, and immediately when the page becomes
 * visible again. The ticket is in a cookie, so a reload keeps it.
 */
import type { Answer } from "../api/answer.ts";
import { bindPlaceInLine, getPlaceInLine, type PlaceInLine } from "../api/client.ts";
import { crowded } from "../api/crowded.ts";
import { query } from "../router.ts";
import { line, meet, session, trouble } from "./visit.ts";

/** The interval if the service does not answer. */
const ASK_AGAIN_SECONDS = 5;

/** Calls `tell` after each request, without a ticket if it failed. Returns a function to stop. */
export function standInLine(tell: (place: PlaceInLine | undefined) => void): () => void {
  let ended = false;
  let asking = false;
  let bound = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    if (asking || ended) return;
    asking = true;
    clearTimeout(timer);
    const answer = await question(bound);
    asking = false;
    if (ended) return;
    tell(answer.ok ? answer.value : undefined);
    bound ||= answer.ok;
    if (answer.ok && answer.value.admitted) {
      leave();
      return goIn();
    }
    const seconds = answer.ok ? answer.value.askAgainSeconds : ASK_AGAIN_SECONDS;
    timer = setTimeout(ask, 1000 * seconds * between(0.9, 1.1));
  }

  function lookedAt(): void {
    if (document.visibilityState === "visible") ask();
  }

  function leave(): void {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", lookedAt);
  }

  document.addEventListener("visibilitychange", lookedAt);
  ask();
  return leave;
}

/** Sends LINE's ID token and a ticket from the chat with the first requests, until one succeeds. */
function question(bound: boolean): Promise<Answer<PlaceInLine>> {
  const idToken = line.value.idToken();
  if (bound || !idToken) return getPlaceInLine();
  const place = query.value.get("place");
  return bindPlaceInLine(place ? { idToken, place } : { idToken });
}

/** Leaves the waiting room: the original page is shown and loads its data. */
async function goIn(): Promise<void> {
  trouble.value = undefined;
  crowded.value = false;
  if (!session.value) await meet();
}

/** Returns a random value, so that browsers do not poll in step. */
function between(least: number, most: number): number {
  return least + Math.random() * (most - least);
}
