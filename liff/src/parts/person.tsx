import type { ComponentChildren } from "preact";

import type { Person } from "../api/client.ts";
import { path, query, withQuery } from "../router.ts";
import { session } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { Link } from "./link.tsx";

/** Returns the name once it is known; the end of the coupon number distinguishes namesakes. */
export function nameOf(person: Person): ComponentChildren {
  if (!person.name) return say("people.unnamed", person.couponEnds);
  return (
    <>
      {say("people.named", person.name)}
      <span class="together">{say("people.coupon", person.couponEnds)}</span>
    </>
  );
}

/** Shows whose page it is if one phone serves several people. */
export function Whose() {
  const known = session.value;
  if (!known?.person || known.people.length < 2 || path.value === "/people") return null;
  const next = withQuery(path.value, Object.fromEntries(query.value));
  return (
    <p class="whose">
      <span class="strong">{nameOf(known.person)}</span>
      <Link class="text-button" to={withQuery("/people", { next })}>
        {say("people.change")}
      </Link>
    </p>
  );
}
