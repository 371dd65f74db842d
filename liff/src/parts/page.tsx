import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { go, moves, path, query, withQuery } from "../router.ts";
import { mustAsk } from "../state/about.ts";
import { takeNotice } from "../state/notice.ts";
import { hasLoggedOut, municipality, session } from "../state/visit.ts";
import { entrance } from "../state/way.ts";
import { say } from "../words/say.tsx";
import { Closed } from "./closed.tsx";
import { Link } from "./link.tsx";
import { Loading } from "./loading.tsx";
import { Message } from "./message.tsx";
import { Whose } from "./person.tsx";
import { type Step, Steps } from "./steps.tsx";

type Props = {
  title: ComponentChildren;
  /** The title as text, for the window. */
  name: string;
  step?: Step | undefined;
  /** The page that leads here, if the way back to it is not obvious. */
  back?: string;
  /** Whether the page needs a known identity; others are sent to prove it and come back. */
  identified?: boolean;
  /** Whether the page is available only while the programme takes bookings. */
  open?: boolean;
  children: ComponentChildren;
};

/** The frame of every page: focuses its heading, shows the step, and checks access. */
export function Page(props: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [notice] = useState(takeNotice);
  const town = municipality.value;
  const shut = props.open === true && town?.open === false;

  // Layout effect: the focus must not be on the body while the new page is painted.
  useLayoutEffect(() => {
    if (moves.peek() > 0) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = town ? `${props.name}｜${town.programme}` : props.name;
  }, [props.name, town]);

  return (
    <main id="main" class="page">
      {props.back && (
        <Link class="back" to={props.back}>
          {say("nav.back")}
        </Link>
      )}
      {props.step && !shut && <Steps now={props.step} withLine={town?.line != null} />}
      <h1 ref={heading} tabIndex={-1}>
        {props.title}
      </h1>
      <Whose />
      {notice && <Message kind={notice.kind}>{say(notice.key)}</Message>}
      {shut ? <Closed /> : <Gate {...props} />}
    </main>
  );
}

function Gate({ identified = false, open = false, children }: Props) {
  const known = session.value;
  const elsewhere = firstTo({ identified, open });

  useEffect(() => {
    if (!elsewhere) return;
    const next = withQuery(path.peek(), Object.fromEntries(query.peek()));
    go(withQuery(elsewhere, { next }), { replace: true });
  }, [elsewhere]);

  if (elsewhere || (identified && !known)) return <Loading />;
  return <>{children}</>;
}

/** Returns the page to visit first: to identify the person, or for a seat to enter the contact. */
function firstTo({ identified, open }: { identified: boolean; open: boolean }): string | undefined {
  const known = session.value;
  if (!known) return undefined;
  // Day and venue are chosen only once it is known for whom.
  if (open && (mustAsk.value || (!known.identified && known.people.length > 1))) return entrance();
  if (!known.identified || (identified && mustAsk.value)) {
    if (!identified) return undefined;
    return hasLoggedOut() ? "/logout" : entrance();
  }
  // Before the seat, so that the order of the pages is the order of the numbered steps.
  return open && !known.hasContact && !known.hasBooking ? "/contact" : undefined;
}
