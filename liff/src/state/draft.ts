/**
 * The contact as typed so far. It survives a reload and is deleted with the window. Coupon number
 * and birth date are never stored.
 */
import * as v from "valibot";

import { forget, keep, kept } from "./kept.ts";

const Draft = v.object({ name: v.string(), phone: v.string(), email: v.string() });
export type Draft = v.InferOutput<typeof Draft>;

const KEY = "sesshu.contact";

export function draft(): Draft | undefined {
  try {
    const found = v.safeParse(Draft, JSON.parse(kept("session", KEY) ?? "null"));
    return found.success ? found.output : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(typed: Draft): void {
  keep("session", KEY, JSON.stringify(typed));
}

export function forgetDraft(): void {
  forget("session", KEY);
}
