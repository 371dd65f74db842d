/**
 * Keeps the session alive. Availability is read without a session, so for a person who only pages
 * through the calendar the session would reach its idle timeout. A request now and then prevents
 * that.
 */
import { getSession } from "../api/client.ts";
import { session } from "./visit.ts";

const EVERY_MS = 5 * 60_000;

let said = Date.now();

/** Called when a page sends a query because of something the person did. */
export function present(now = Date.now()): void {
  if (!session.value?.identified || now - said < EVERY_MS) return;
  said = now;
  void getSession();
}
