import { seatsAge } from "../api/age.ts";
import type { Mark as Availability } from "../api/client.ts";
import { type Key, say, word } from "../words/say.tsx";

/** The age in seconds above which it is shown. The service refreshes once a second. */
const WORTH_TELLING = 5;

export const markWords = {
  plenty: "mark.plenty",
  few: "mark.few",
  none: "mark.none",
} as const satisfies Record<Availability, Key>;

/** ○ △ × as a drawn shape: never only a colour, and with its word next to it or in a label. */
export function MarkShape({ mark }: { mark: Availability }) {
  return (
    <svg class={`mark ${mark}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {mark === "plenty" && <circle cx="12" cy="12" r="8.5" />}
      {mark === "few" && <path d="M12 3.5 21 20H3z" />}
      {mark === "none" && <path d="m5 5 14 14M19 5 5 19" />}
    </svg>
  );
}

export function MarkWithWord({ mark }: { mark: Availability }) {
  return (
    <span class={`mark-word ${mark}`}>
      <MarkShape mark={mark} />
      <span>{say(markWords[mark])}</span>
    </span>
  );
}

/** The meaning of the marks, and their age if it is noticeable. */
export function MarkLegend() {
  return (
    <>
      <ul class="legend" aria-label={word("mark.legend")}>
        {(["plenty", "few", "none"] as const).map((mark) => (
          <li key={mark}>
            <MarkWithWord mark={mark} />
          </li>
        ))}
      </ul>
      {seatsAge.value > WORTH_TELLING && <p role="status">{say("mark.age", seatsAge.value)}</p>}
    </>
  );
}
