/** The age in seconds of the availability that the service returned last. */
import { signal } from "@preact/signals";

export const seatsAge = signal(0);

/** Records the age. Only answers about availability have one. */
export function noteAge(headers: Headers): void {
  const age = headers.get("age");
  if (age !== null) seatsAge.value = Number(age) || 0;
}
