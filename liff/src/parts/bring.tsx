import { municipality } from "../state/visit.ts";
import { say, show } from "../words/say.tsx";

/** What to bring on the day. */
export function Bring() {
  const things = municipality.value?.bring ?? [];
  if (things.length === 0) return null;
  return (
    <section class="bring">
      <h2>{say("booking.bring")}</h2>
      <ul>
        {things.map((thing) => (
          <li key={thing}>{show(thing)}</li>
        ))}
      </ul>
    </section>
  );
}
