import { type Key, say } from "../words/say.tsx";

export const stepNames = ["identity", "line", "contact", "seat", "confirm"] as const;
export type Step = (typeof stepNames)[number];

const words = {
  identity: "progress.identity",
  line: "progress.line",
  contact: "progress.contact",
  seat: "progress.seat",
  confirm: "progress.confirm",
} as const satisfies Record<Step, Key>;

type Props = { now: Step; withLine: boolean };

/** 手順 2／5: the step on the way to a booking. */
export function Steps({ now, withLine }: Props) {
  const steps = stepNames.filter((each) => withLine || each !== "line");
  const at = steps.indexOf(now);
  return (
    <div class="steps">
      <p>
        <span class="count">{say("progress.step", at + 1, steps.length)}</span>{" "}
        <span>{say(words[now])}</span>
      </p>
      <ol aria-hidden="true">
        {steps.map((each, index) => (
          <li key={each} class={index < at ? "past" : index === at ? "now" : ""} />
        ))}
      </ol>
    </div>
  );
}
