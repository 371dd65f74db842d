import type { ComponentChildren } from "preact";

import type { WrongKey } from "../input/check.ts";
import { say } from "../words/say.tsx";

type Props = {
  id: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  wrong?: WrongKey | undefined;
  tag?: "required" | "optional";
  value: string;
  onValue: (value: string) => void;
  onLeave?: () => void;
  inputMode?: "numeric" | "tel" | "email" | "text";
  autoComplete?: string;
  big?: boolean;
};

/** A labelled input; hint and error are associated with it. */
export function Field(props: Props) {
  const { id, wrong } = props;
  return (
    <div class={wrong ? "field wrong" : "field"}>
      <label for={id}>
        {props.label} {props.tag && <Tag kind={props.tag} />}
      </label>
      {props.hint && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      <Wrong id={id} wrong={wrong} />
      <input
        id={id}
        name={id}
        class={props.big ? "big" : undefined}
        type="text"
        inputMode={props.inputMode}
        autocomplete={props.autoComplete ?? "off"}
        autocapitalize="off"
        spellcheck={false}
        required={props.tag === "required"}
        value={props.value}
        aria-invalid={wrong !== undefined}
        aria-describedby={describedBy(id, props.hint !== undefined, wrong)}
        onInput={(event) => props.onValue(event.currentTarget.value)}
        onBlur={props.onLeave}
      />
    </div>
  );
}

export function Wrong({ id, wrong }: { id: string; wrong: WrongKey | undefined }) {
  if (!wrong) return null;
  return (
    <p class="error" id={`${id}-error`}>
      <span class="unseen">{say("error.prefix")}</span>
      {say(wrong)}
    </p>
  );
}

export function describedBy(id: string, hinted: boolean, wrong: unknown): string | undefined {
  const ids = [hinted && `${id}-hint`, wrong && `${id}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

function Tag({ kind }: { kind: "required" | "optional" }) {
  return (
    <span class={`tag ${kind}`}>
      {say(kind === "required" ? "contact.required" : "contact.optional")}
    </span>
  );
}
