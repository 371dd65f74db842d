/**
 * Free seats are looked up without a session. Whoever only turns the pages of the calendar for half
 * an hour is there all the same, and says so now and then: a session ends when nothing is asked in it.
 */
import { getSession } from "../api/client.ts";
import { session } from "./visit.ts";

const EVERY_MS = 5 * 60_000;

let said = Date.now();

/** Called when a page asks something because somebody did something. */
export function present(now = Date.now()): void {
  if (!session.value?.identified || now - said < EVERY_MS) return;
  said = now;
  void getSession();
}
