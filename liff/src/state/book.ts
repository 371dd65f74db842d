/** Booking a seat: once for each form, also where an answer was lost on its way. */
import { type Answer, codeOf } from "../api/answer.ts";
import { type Booking, postBooking } from "../api/client.ts";
import { forgetRequestKey, requestKey } from "./request-key.ts";

/**
 * Books the slot under the form's key. Where the booking made under this key was cancelled since,
 * e.g. on My Page after its answer was lost, this is a new wish and gets a new key.
 */
export async function book(slotId: string): Promise<Answer<Booking>> {
  const answer = await send(slotId);
  return isCancelled(answer) ? send(slotId) : answer;
}

async function send(slotId: string): Promise<Answer<Booking>> {
  const answer = await postBooking(slotId, requestKey(slotId));
  if (answer.ok || isCancelled(answer)) forgetRequestKey(slotId);
  return answer;
}

function isCancelled(answer: Answer<Booking>): boolean {
  return !answer.ok && codeOf(answer.failure) === "booking_cancelled";
}
