import { calendarFile } from "../api/client.ts";
import { line } from "../state/visit.ts";
import { language } from "../words/language.ts";
import { say } from "../words/say.tsx";

/** The appointment as a calendar file, for another browser: LINE's own cannot save files. */
export function CalendarLink({ slotId }: { slotId: string }) {
  const file = calendarFile(slotId, language.value);
  return (
    <a
      class="button secondary"
      href={file}
      download
      onClick={(event) => {
        if (!line.value.inClient) return;
        event.preventDefault();
        line.value.openOutside(new URL(file, window.location.href).href);
      }}
    >
      <span>{say("booking.calendar")}</span>
    </a>
  );
}
