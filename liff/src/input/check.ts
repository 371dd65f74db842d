/** Validation of the forms: a value, or the key of the sentence that says what is wrong. */
import * as v from "valibot";

import type { Key } from "../words/say.tsx";
import { checkCode, couponNumber, emailAddress, kanaName, phoneNumber } from "./normalise.ts";

const MAX_NAME = 50;

export const CouponNumber = v.pipe(
  v.string(),
  v.transform(couponNumber),
  v.regex(/^\d{10}$/, say("invalid.couponNumber")),
  v.regex(/[1-9]/, say("invalid.couponNumberZeros")),
);

/** As in src/vaccination/check_code.rs: without 0, 1, I, L and O. */
export const CheckCode = v.pipe(
  v.string(),
  v.transform(checkCode),
  v.nonEmpty(say("invalid.checkCodeMissing")),
  v.regex(/^[2-9A-HJKMNP-Z]{6}$/, say("invalid.checkCode")),
);

export const Name = v.pipe(
  v.string(),
  v.transform(kanaName),
  v.nonEmpty(say("invalid.nameMissing")),
  v.maxLength(MAX_NAME, say("invalid.nameLong")),
  v.regex(/^[ァ-ヺー・ヽヾ ]+$/, say("invalid.nameKana")),
);

export const Phone = v.pipe(
  v.string(),
  v.transform(phoneNumber),
  v.nonEmpty(say("invalid.phoneMissing")),
  v.regex(/^0\d{9,10}$/, say("invalid.phone")),
);

export const Email = v.pipe(
  v.string(),
  v.transform(emailAddress),
  v.check((text) => text === "" || v.safeParse(PlainEmail, text).success, say("invalid.email")),
);

const PlainEmail = v.pipe(v.string(), v.rfcEmail(), v.maxLength(254));

type Rule = v.GenericSchema<string, string>;
/** The keys of the sentences that a field may show. */
export type WrongKey = Extract<Key, `invalid.${string}`> | "error.couponNotFound";

export type Checked = { value: string; wrong?: undefined } | { value?: undefined; wrong: WrongKey };

export function check(rule: Rule, text: string): Checked {
  const result = v.safeParse(rule, text, { abortPipeEarly: true });
  return result.success
    ? { value: result.output }
    : { wrong: result.issues[0].message as WrongKey };
}

/** Returns the key for a field that the service refused; its codes are stable. */
export function wrongByCode(code: string): WrongKey {
  return byCode[code] ?? "invalid.other";
}

const byCode: Record<string, WrongKey> = {
  coupon_number_missing: "invalid.couponNumber",
  coupon_number_not_ten_digits: "invalid.couponNumber",
  coupon_number_all_zeros: "invalid.couponNumberZeros",
  check_code_missing: "invalid.checkCodeMissing",
  check_code_invalid: "invalid.checkCode",
  birth_date_missing: "invalid.birthTypedMissing",
  birth_date_unreadable: "invalid.birthUnreadable",
  birth_date_no_such_day: "invalid.birthDate",
  birth_date_out_of_range: "invalid.birthDate",
  name_missing: "invalid.nameMissing",
  name_not_kana: "invalid.nameKana",
  name_too_long: "invalid.nameLong",
  phone_missing: "invalid.phoneMissing",
  phone_invalid: "invalid.phone",
  email_invalid: "invalid.email",
};

/** Lets the compiler check that a rule's message is a key. */
function say(key: WrongKey): WrongKey {
  return key;
}
