/** Books a seat, once per form even if an answer is lost. */
import { type Answer, codeOf } from "../api/answer.ts";
import { type Booking, postBooking } from "../api/client.ts";
import { forgetRequestKey, requestKey } from "./request-key.ts";

/**
 * Books the slot with the form's key. If the booking made with this key was cancelled since, e.g.
 * on My Page after its answer was lost, this is a new request and gets a new key.
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
