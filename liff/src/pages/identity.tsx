import { useEffect, useState } from "preact/hooks";

import type { Failure } from "../api/answer.ts";
import { codeOf } from "../api/answer.ts";
import { type IssuerChoice, postCouponSession } from "../api/client.ts";
import { CheckCode, CouponNumber, check, wrongByCode } from "../input/check.ts";
import { BirthDateField, noBirthDate, readBirthDate } from "../parts/birth-date.tsx";
import { Button } from "../parts/button.tsx";
import { CallCentre } from "../parts/call-centre.tsx";
import { ErrorSummary, type FieldError } from "../parts/error-summary.tsx";
import { Field, Wrong } from "../parts/field.tsx";
import { IssuerField } from "../parts/issuer-choice.tsx";
import { LineLogin } from "../parts/line-login.tsx";
import { Link } from "../parts/link.tsx";
import { Message } from "../parts/message.tsx";
import { Page } from "../parts/page.tsx";
import { sentenceOf } from "../parts/problem.tsx";
import { go, query, safeReturn, withQuery } from "../router.ts";
import { mustAsk } from "../state/about.ts";
import { enter, municipality, ranOut, session, today } from "../state/visit.ts";
import { agree, hasAgreed, onward } from "../state/way.ts";
import { say, word } from "../words/say.tsx";

/** Ⅱ-02 個人の認証（本人確認）. Number and birth date stay in this page's memory only. */
export function IdentityPage() {
  const [number, setNumber] = useState("");
  const [birth, setBirth] = useState(noBirthDate);
  const [code, setCode] = useState("");
  const [asksConsent] = useState(() => !hasAgreed());
  const [agreed, setAgreed] = useState(hasAgreed);
  const [issuers, setIssuers] = useState<readonly IssuerChoice[]>([]);
  const [issuer, setIssuer] = useState("");
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [failure, setFailure] = useState<Failure>();
  const [round, setRound] = useState(0);
  const [busy, setBusy] = useState(false);
  const next = safeReturn(query.value.get("next"));
  // Adds a family's second coupon while the first person is identified.
  const adds = query.value.get("add") !== null;
  const asksCode = municipality.value?.identity.checkCode ?? false;
  const closed = municipality.value?.identity.closed ?? false;
  const known = (session.value?.identified ?? false) && !adds && !mustAsk.value;

  // A person whom LINE has identified meanwhile need not type anything.
  useEffect(() => {
    if (known) go(onward(next), { replace: true });
  }, [known, next]);

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    const coupon = check(CouponNumber, number);
    const date = readBirthDate(birth);
    const found: FieldError[] = [];
    if (coupon.wrong) found.push({ field: "coupon-number", wrong: coupon.wrong });
    if ("wrong" in date) found.push({ field: "birth", wrong: date.wrong });
    const letter = asksCode ? check(CheckCode, code) : undefined;
    if (letter?.wrong) found.push({ field: "check-code", wrong: letter.wrong });
    if (!agreed) found.push({ field: "agree", wrong: "invalid.agree" });
    if (issuers.length > 0 && !issuer) found.push({ field: "issuer", wrong: "invalid.issuer" });
    setErrors(found);
    setFailure(undefined);
    setRound(round + 1);
    if (found.length > 0 || coupon.wrong || "wrong" in date) return;
    await identify(coupon.value, date.value, letter?.value);
  }

  async function identify(couponNumber: string, birthDate: string, checkCode?: string) {
    setBusy(true);
    agree();
    const termsVersion = municipality.value?.terms.version ?? "";
    const login = { couponNumber, birthDate, termsVersion };
    const answer = await postCouponSession({
      ...login,
      ...(checkCode ? { checkCode } : {}),
      ...(issuer ? { issuer } : {}),
    });
    setBusy(false);
    if (answer.ok) {
      enter(answer.value);
      if (adds) go(onward(next), { replace: true });
    } else if (codeOf(answer.failure) === "robot_check_required") {
      go(withQuery("/robot-check", { next }));
    } else if (answer.failure.kind === "refused" && answer.failure.issuers.length > 0) {
      setIssuers(answer.failure.issuers);
      setErrors([{ field: "issuer", wrong: "invalid.issuer" }]);
    } else if (codeOf(answer.failure) === "coupon_not_found") {
      setErrors([{ field: "coupon-number", wrong: "error.couponNotFound" }]);
    } else if (answer.failure.kind === "refused" && answer.failure.errors.length > 0) {
      setErrors(answer.failure.errors.map(fieldError));
    } else {
      setFailure(answer.failure);
    }
    setRound((each) => each + 1);
  }

  if (closed) {
    return (
      <Page title={say("identity.title")} name={word("identity.title")} step="identity">
        <Message kind="warning">{say("error.identificationClosed")}</Message>
        <CallCentre />
        <LineLogin />
      </Page>
    );
  }

  const wrong = (field: string) => errors.find((error) => error.field === field)?.wrong;
  return (
    <Page title={say("identity.title")} name={word("identity.title")} step="identity">
      <ErrorSummary errors={errors} round={round} />
      {failure && (
        <Message key={round} kind="warning" focus>
          {say(sentenceOf(failure))}
        </Message>
      )}
      {failure && callCentreHelps(failure) && <CallCentre />}
      {ranOut.value && errors.length === 0 && !failure && (
        <Message kind="info">{say("identity.again")}</Message>
      )}
      <p class="lead">{say(asksCode ? "identity.leadWithCode" : "identity.lead")}</p>
      <form onSubmit={submit} noValidate autocomplete="off">
        <Field
          id="coupon-number"
          label={say("identity.number")}
          hint={say("identity.numberHint")}
          inputMode="numeric"
          big
          value={number}
          wrong={wrong("coupon-number")}
          onValue={(typed) => {
            setNumber(typed);
            // Another number may have other issuers.
            setIssuers([]);
            setIssuer("");
          }}
        />
        <BirthDateField
          birth={birth}
          wrong={wrong("birth")}
          presentYear={Number(today.value.slice(0, 4))}
          onChange={setBirth}
        />
        {asksCode && (
          <Field
            id="check-code"
            label={say("identity.code")}
            hint={say("identity.codeHint")}
            inputMode="text"
            big
            value={code}
            wrong={wrong("check-code")}
            onValue={setCode}
          />
        )}
        {issuers.length > 0 && (
          <IssuerField
            issuers={issuers}
            chosen={issuer}
            wrong={wrong("issuer")}
            onChoose={setIssuer}
          />
        )}
        {asksConsent && (
          <div class={wrong("agree") ? "field wrong" : "field"}>
            <Wrong id="agree" wrong={wrong("agree")} />
            <label class="check">
              <input
                id="agree"
                type="checkbox"
                checked={agreed}
                aria-describedby={wrong("agree") && "agree-error"}
                onChange={(event) => setAgreed(event.currentTarget.checked)}
              />
              <span>{say("terms.agree")}</span>
            </label>
            <Link class="text-button" to="/">
              {say("identity.readTerms")}
            </Link>
          </div>
        )}
        <div class="actions">
          <Button type="submit" busy={busy}>
            {say("identity.next")}
          </Button>
        </div>
      </form>
      <LineLogin />
    </Page>
  );
}

function callCentreHelps(failure: Failure): boolean {
  const code = codeOf(failure);
  return code === "coupon_locked" || code === "identification_closed";
}

const fieldIds: Record<string, string> = {
  couponNumber: "coupon-number",
  birthDate: "birth",
  checkCode: "check-code",
};

function fieldError({ field, code }: { field: string; code: string }): FieldError {
  return { field: fieldIds[field] ?? field, wrong: wrongByCode(code) };
}
