import { municipality } from "../state/visit.ts";
import { say, show } from "../words/say.tsx";

/** The call centre, with a number that can be tapped. */
export function CallCentre() {
  const centre = municipality.value?.callCentre;
  if (!centre) return null;
  return (
    <section class="call-centre">
      <h2>{say("centre.title")}</h2>
      <p>{show(centre.name)}</p>
      <p>
        <a class="button secondary" href={`tel:${centre.phone.replace(/[^\d+]/g, "")}`}>
          {say("centre.call", centre.phone)}
        </a>
      </p>
      <p class="hint">{show(centre.hours)}</p>
    </section>
  );
}
