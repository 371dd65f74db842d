import type { Code, Failure } from "../api/answer.ts";
import { type Key, say } from "../words/say.tsx";
import { Button } from "./button.tsx";
import { CallCentre } from "./call-centre.tsx";

type Props = {
  failure: Failure;
  again: () => void;
  /** Whether there is no page around it whose heading would say where the visitor is. */
  alone?: boolean;
};

/** Says in one sentence what went wrong, and how to continue. */
export function ProblemScreen({ failure, again, alone = false }: Props) {
  const Title = alone ? "h1" : "h2";
  return (
    <div class="problem" role="alert">
      <Title>{say(titleOf(failure))}</Title>
      <p>{say(failure.kind === "refused" ? sentenceOf(failure) : onScreen[failure.kind])}</p>
      <Button onPress={again}>{say("error.retry")}</Button>
      {failure.kind === "server" && <CallCentre />}
    </div>
  );
}

type TitleKey = "error.offlineTitle" | "error.serverTitle";
export type SentenceKey = Extract<
  Key,
  | "error.sendOffline"
  | "error.sendSlow"
  | "error.sendServer"
  | "error.couponNotFound"
  | "error.lineUnknown"
  | "error.locked"
  | "error.identificationClosed"
  | "robot.failed"
  | "error.refused"
  | "error.deadline"
>;

/** Returns the sentence for a page on which the pressed button is still there. */
export function sentenceOf(failure: Failure): SentenceKey {
  switch (failure.kind) {
    case "offline":
      return "error.sendOffline";
    case "slow":
      return "error.sendSlow";
    case "server":
      return "error.sendServer";
    case "refused":
      return byCode[failure.code] ?? "error.refused";
  }
}

/** Texts for a screen whose only button is 「もう一度」. */
const onScreen = {
  offline: "error.offline",
  slow: "error.slow",
  server: "error.server",
} as const satisfies Partial<Record<Failure["kind"], Key>>;

function titleOf(failure: Failure): TitleKey {
  return failure.kind === "offline" || failure.kind === "slow"
    ? "error.offlineTitle"
    : "error.serverTitle";
}

const byCode: Partial<Record<Code, SentenceKey>> = {
  coupon_not_found: "error.couponNotFound",
  coupon_locked: "error.locked",
  identification_closed: "error.identificationClosed",
  robot_check_failed: "robot.failed",
  line_unknown: "error.lineUnknown",
  cancel_deadline_passed: "error.deadline",
};
