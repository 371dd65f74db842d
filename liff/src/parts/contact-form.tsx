import { useState } from "preact/hooks";

import { codeOf, type Failure } from "../api/answer.ts";
import { putContact } from "../api/client.ts";
import { check, Email, Name, Phone, wrongByCode } from "../input/check.ts";
import { go } from "../router.ts";
import { remember } from "../state/answers.ts";
import { type Draft, forgetDraft, keepDraft } from "../state/draft.ts";
import { tellNext } from "../state/notice.ts";
import { nameKnown, personId, session, sessionRanOut } from "../state/visit.ts";
import { onward } from "../state/way.ts";
import { say } from "../words/say.tsx";
import { Button } from "./button.tsx";
import { ErrorSummary, type FieldError } from "./error-summary.tsx";
import { Field } from "./field.tsx";
import { Message } from "./message.tsx";
import { sentenceOf } from "./problem.tsx";

type Props = { first: Draft; next: string | undefined; editing: boolean };

const rules = { name: Name, phone: Phone, email: Email };
type Part = keyof typeof rules;
const parts: readonly Part[] = ["name", "phone", "email"];

export function ContactForm({ first, next, editing }: Props) {
  const [typed, setTyped] = useState(first);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [failure, setFailure] = useState<Failure>();
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);

  function type(part: Part, text: string) {
    const now = { ...typed, [part]: text };
    setTyped(now);
    keepDraft(personId.value, now);
  }

  /** Shows on leaving a field what is understood, e.g. katakana for hiragana. */
  function tidy(part: Part) {
    const { value } = check(rules[part], typed[part]);
    if (value !== undefined && value !== typed[part]) type(part, value);
  }

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    const found = parts.flatMap((part): FieldError[] => {
      const { wrong } = check(rules[part], typed[part]);
      return wrong ? [{ field: part, wrong: wrong }] : [];
    });
    setErrors(found);
    setFailure(undefined);
    setRound(round + 1);
    if (found.length === 0) await save();
  }

  async function save() {
    setBusy(true);
    const value = (part: Part) => check(rules[part], typed[part]).value ?? typed[part];
    const answer = await putContact({
      name: value("name"),
      phone: value("phone"),
      email: value("email") || null,
    });
    setBusy(false);
    if (answer.ok) {
      forgetDraft(personId.value);
      remember("contact", answer.value);
      nameKnown(answer.value.name ?? "");
      if (editing) tellNext("good", "contact.saved");
      go(editing && next ? next : onward(next, { lineAsked: true }), { replace: editing });
    } else if (codeOf(answer.failure) === "not_identified") {
      sessionRanOut();
    } else if (answer.failure.kind === "refused" && answer.failure.errors.length > 0) {
      setErrors(
        answer.failure.errors.map(({ field, code }) => ({ field, wrong: wrongByCode(code) })),
      );
    } else {
      setFailure(answer.failure);
    }
    setRound((each) => each + 1);
  }

  const wrong = (part: Part) => errors.find((error) => error.field === part)?.wrong;
  const unreachable = !session.value?.linked && typed.email.trim() === "";
  const common = (part: Part) => ({
    id: part,
    value: typed[part],
    wrong: wrong(part),
    onValue: (text: string) => type(part, text),
    onLeave: () => tidy(part),
  });
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary errors={errors} round={round} />
      {failure && (
        <Message key={round} kind="warning" focus>
          {say(sentenceOf(failure))}
        </Message>
      )}
      <p class="lead">{say("contact.lead")}</p>
      <Field
        {...common("name")}
        label={say("contact.name")}
        hint={say("contact.nameHint")}
        tag="required"
        autoComplete="off"
      />
      <Field
        {...common("phone")}
        label={say("contact.phone")}
        hint={say("contact.phoneHint")}
        tag="required"
        inputMode="tel"
        autoComplete="tel-national"
      />
      <Field
        {...common("email")}
        label={say("contact.email")}
        hint={say("contact.emailHint")}
        tag="optional"
        inputMode="email"
        autoComplete="email"
      />
      {unreachable && <Message kind="info">{say("contact.noReminder")}</Message>}
      <div class="actions">
        <Button type="submit" busy={busy}>
          {say(editing ? "contact.save" : "contact.next")}
        </Button>
      </div>
    </form>
  );
}
