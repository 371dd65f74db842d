import { moment } from "../dates/format.ts";
import { municipality } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { CallCentre } from "./call-centre.tsx";
import { Message } from "./message.tsx";
import { MyPageButton } from "./my-page-button.tsx";

/** Says that the programme takes no bookings: not yet, or no longer. */
export function Closed() {
  const town = municipality.value;
  if (!town) return null;
  const { opensAt, closesAt } = town;
  const over = closesAt !== null && Date.parse(closesAt) <= Date.now();
  return (
    <>
      <Message kind="info">
        <p class="strong">{say("closed.title")}</p>
        <p>{say("closed.lead")}</p>
        {opensAt && !over && <p>{say("closed.from", moment(opensAt))}</p>}
        {closesAt && over && <p>{say("closed.until", moment(closesAt))}</p>}
      </Message>
      <MyPageButton kind="secondary" />
      <CallCentre />
    </>
  );
}
