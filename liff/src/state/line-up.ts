/**
 * Standing in line: asks where we stand as often as the service wishes, and at once when the page
 * is looked at again. The place itself is in a cookie, so that a reload keeps it.
 */
import type { Answer } from "../api/answer.ts";
import { bindPlaceInLine, getPlaceInLine, type PlaceInLine } from "../api/client.ts";
import { crowded } from "../api/crowded.ts";
import { query } from "../router.ts";
import { line, meet, session, trouble } from "./visit.ts";

/** Where the service does not answer. */
const ASK_AGAIN_SECONDS = 5;

/** Tells the place after each question, or that there was no answer; ends with what it returns. */
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

/** The first time with what is known of us: LINE's account, a place that the chat gave. */
function question(bound: boolean): Promise<Answer<PlaceInLine>> {
  const idToken = line.value.idToken();
  if (bound || !idToken) return getPlaceInLine();
  const place = query.value.get("place");
  return bindPlaceInLine(place ? { idToken, place } : { idToken });
}

/** The page that was asked for comes back, and asks anew. */
async function goIn(): Promise<void> {
  trouble.value = undefined;
  crowded.value = false;
  if (!session.value) await meet();
}

/** Not all at the same moment. */
function between(least: number, most: number): number {
  return least + Math.random() * (most - least);
}
