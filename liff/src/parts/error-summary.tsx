import { useLayoutEffect, useRef } from "preact/hooks";

import type { WrongKey } from "../input/check.ts";
import { say } from "../words/say.tsx";

export type FieldError = { field: string; wrong: WrongKey };

/** All errors at the top of a form; takes the focus after every attempt. */
export function ErrorSummary({ errors, round }: { errors: readonly FieldError[]; round: number }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.scrollIntoView?.({ block: "nearest" });
  }, [round]);
  if (errors.length === 0) return null;
  return (
    <div class="summary" role="alert" tabIndex={-1} ref={box}>
      <h2>{say("error.summary", errors.length)}</h2>
      <ul>
        {errors.map(({ field, wrong }) => (
          <li key={field}>
            <a
              href={`#${field}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(field)?.focus();
              }}
            >
              {say(wrong)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
