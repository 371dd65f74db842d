/** How old the free seats are that the service has last told of, in seconds. */
import { signal } from "@preact/signals";

export const seatsAge = signal(0);

/** Only answers about free seats have an age. */
export function noteAge(headers: Headers): void {
  const age = headers.get("age");
  if (age !== null) seatsAge.value = Number(age) || 0;
}
