import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

type Props = {
  kind: "good" | "warning" | "info";
  /** Moves the focus here, for a message that answers the button just pressed. */
  focus?: boolean;
  children: ComponentChildren;
};

/** A sentence in a box. A warning interrupts a screen reader, the others wait. */
export function Message({ kind, focus = false, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (focus) box.current?.focus();
  }, [focus]);
  return (
    <div
      class={`message ${kind}`}
      ref={box}
      tabIndex={-1}
      role={kind === "warning" ? "alert" : kind === "good" ? "status" : undefined}
    >
      <Sign kind={kind} />
      <div>{children}</div>
    </div>
  );
}

function Sign({ kind }: { kind: Props["kind"] }) {
  return (
    <svg class="sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {kind === "good" && <path d="m4 12.5 5.5 5.5L20 6.5" />}
      {kind === "warning" && <path d="M12 3 22 20.5H2zM12 10v4.5M12 17v.6" />}
      {kind === "info" && <path d="M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM12 11v5.5M12 7.4v.6" />}
    </svg>
  );
}
