import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { say } from "../words/say.tsx";
import { Button } from "./button.tsx";

type Props = {
  question: ComponentChildren;
  busy: boolean;
  onOk: () => void;
  onBack: () => void;
  children: ComponentChildren;
};

/** A modal question with 「OK」 and 「戻る」; Escape is 「戻る」. */
export function Dialog({ question, busy, onOk, onBack, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = box.current;
    // Browsers before 2022 have no modal dialog: they show it inline.
    if (dialog?.showModal) dialog.showModal();
    else dialog?.setAttribute("open", "");
    return () => dialog?.close?.();
  }, []);
  return (
    <dialog
      ref={box}
      aria-labelledby={`${id}-question`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onBack();
      }}
    >
      <h2 id={`${id}-question`}>{question}</h2>
      <div id={`${id}-text`}>{children}</div>
      <div class="actions">
        <Button kind="danger" busy={busy} onPress={onOk}>
          {say("dialog.ok")}
        </Button>
        <Button kind="secondary" onPress={onBack} inactive={busy}>
          {say("dialog.back")}
        </Button>
      </div>
    </dialog>
  );
}
