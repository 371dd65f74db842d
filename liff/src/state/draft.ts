/**
 * The contact as a person has typed it so far. It survives a reload and the end of the session, and
 * is deleted with the window or when another person is identified in it. Coupon number and birth
 * date are never stored.
 */
import * as v from "valibot";

import { forget, keep, kept, of } from "./kept.ts";

const Draft = v.object({ name: v.string(), phone: v.string(), email: v.string() });
export type Draft = v.InferOutput<typeof Draft>;

const KEY = "sesshu.contact";

export function draft(person: string | undefined): Draft | undefined {
  if (person === undefined) return undefined;
  try {
    const found = v.safeParse(Draft, JSON.parse(kept("session", of(person, KEY)) ?? "null"));
    return found.success ? found.output : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(person: string | undefined, typed: Draft): void {
  if (person !== undefined) keep("session", of(person, KEY), JSON.stringify(typed));
}

export function forgetDraft(person: string | undefined): void {
  if (person !== undefined) forget("session", of(person, KEY));
}
