/**
 * The idempotency key of a form, by which its answer can be requested again. It stays the same
 * through reloads and lost connections; the next form gets another one.
 */
import { forget, keep, kept } from "./kept.ts";

const PREFIX = "sesshu.request.";

export function requestKey(form: string): string {
  const name = PREFIX + form;
  const known = kept("session", name);
  if (known) return known;
  const drawn = draw();
  keep("session", name, drawn);
  return drawn;
}

/** Drops the key of a form that is complete. */
export function forgetRequestKey(form: string): void {
  forget("session", PREFIX + form);
}

/** Returns 128 random bits. Plain http and browsers before 2022 lack `randomUUID`. */
function draw(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
