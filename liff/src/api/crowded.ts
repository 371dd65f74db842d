/** Whether the service requires the visitor to wait in the waiting room before any other request. */
import { signal } from "@preact/signals";

export const crowded = signal(false);
