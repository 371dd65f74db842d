/** Too many people at once: whatever is asked, the service wants us to wait in line first. */
import { signal } from "@preact/signals";

export const crowded = signal(false);
