/**
 * The key of a form, by which its answer can be asked for again: the same through reload and
 * lost connection, another one for the next form.
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

/** The form is done with. */
export function forgetRequestKey(form: string): void {
  forget("session", PREFIX + form);
}

/** 128 random bits; not `randomUUID`, which plain http and browsers before 2022 lack. */
function draw(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
