import type { ComponentChildren } from "preact";

import { say } from "../words/say.tsx";

type Props = {
  kind?: "primary" | "secondary" | "quiet" | "danger";
  type?: "button" | "submit";
  busy?: boolean;
  inactive?: boolean;
  describedBy?: string | undefined;
  onPress?: () => void;
  children: ComponentChildren;
};

/** Stays in the tab order while inactive, so that people can find out why; inert while busy. */
export function Button(props: Props) {
  const { kind = "primary", type = "button", busy = false, inactive = false } = props;
  function press(event: MouseEvent) {
    if (busy || inactive) event.preventDefault();
    else props.onPress?.();
  }
  return (
    <button
      class={`button ${kind}`}
      type={type}
      aria-disabled={busy || inactive}
      aria-busy={busy}
      aria-describedby={props.describedBy}
      onClick={press}
    >
      <span>{props.children}</span>
      {busy && (
        <span class="busy" role="status">
          <span class="spinner" aria-hidden="true" />
          <span class="unseen">{say("state.sending")}</span>
        </span>
      )}
    </button>
  );
}
