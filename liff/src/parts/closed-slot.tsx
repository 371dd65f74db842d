import { say } from "../words/say.tsx";
import { CallCentre } from "./call-centre.tsx";
import { Message } from "./message.tsx";

/** Says that the booked slot is closed, why, and whom to call: the person should not come. */
export function ClosedSlot({ message }: { message: string | null | undefined }) {
  return (
    <>
      <Message kind="warning">
        <p class="strong">{say("booking.closedLead")}</p>
        <p>{say("booking.closedAdvice")}</p>
        {message && (
          <>
            <p class="strong">{say("booking.townMessage")}</p>
            <p lang="ja">{message}</p>
          </>
        )}
      </Message>
      <CallCentre />
    </>
  );
}
