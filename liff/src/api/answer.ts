/** The result of a request: a value, or one of a few failures for which the pages have texts. */
import * as v from "valibot";

import { noteAge } from "./age.ts";
import { crowded } from "./crowded.ts";
import type { components } from "./schema.ts";

/** The stable code of a refusal. A newer service may send others, but not to these pages. */
export type Code = components["schemas"]["ProblemCode"];

const Problem = v.object({
  status: v.number(),
  code: v.custom<Code>((code) => typeof code === "string"),
  errors: v.optional(v.array(v.object({ field: v.string(), code: v.string() })), []),
  issuers: v.optional(v.array(v.object({ code: v.string(), name: v.string() })), []),
});

export type FieldProblem = { field: string; code: string };
type Issuer = components["schemas"]["IssuerChoice"];

export type Failure =
  | { kind: "offline" }
  | { kind: "slow" }
  | { kind: "server" }
  | {
      kind: "refused";
      code: Code;
      errors: readonly FieldProblem[];
      /** With `issuer_needed`: the municipalities to choose from. */
      issuers: readonly Issuer[];
    };

export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** The type that openapi-fetch resolves to. */
type Fetched<T> = { data?: T; error?: unknown; response: Response };

/** Waits for a request. Every outcome becomes an `Answer`; nothing is thrown. */
export async function answer<T>(asked: Promise<Fetched<T>>): Promise<Answer<T>> {
  try {
    const { data, error, response } = await asked;
    noteAge(response.headers);
    if (response.ok) return { ok: true, value: data as T };
    const failure = refusal(response.status, error);
    // The caller gets the refusal, too, but the waiting room is shown in place of its page.
    if (codeOf(failure) === "crowded") crowded.value = true;
    return { ok: false, failure };
  } catch (thrown) {
    return { ok: false, failure: { kind: tookTooLong(thrown) ? "slow" : "offline" } };
  }
}

/** Returns the stable code of a refusal; `undefined` for another failure. */
export function codeOf(failure: Failure): Code | undefined {
  return failure.kind === "refused" ? failure.code : undefined;
}

function refusal(status: number, body: unknown): Failure {
  const problem = v.safeParse(Problem, body);
  if (status >= 500 || !problem.success) return { kind: "server" };
  const { code, errors, issuers } = problem.output;
  return { kind: "refused", code, errors, issuers };
}

function tookTooLong(thrown: unknown): boolean {
  return (
    thrown instanceof DOMException &&
    (thrown.name === "TimeoutError" || thrown.name === "AbortError")
  );
}
