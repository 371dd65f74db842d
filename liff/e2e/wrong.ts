/** Wrong input by mistake or on purpose, field by field, and the sentence that answers it. */

export const SCRIPT = "<script>alert(1)</script>";
const IMAGE = '"><img src=x onerror=alert(1)>';
const CONTROL = "\u0007\u001b";

/** Wrong in every field. */
const ODD = [
  "💉💉💉",
  "👵🏻",
  "'; DROP TABLE coupons; --",
  "1' OR '1'='1",
  SCRIPT,
  IMAGE,
  "<b>1234567890</b>",
  "javascript:alert(1)",
  "{{7*7}}#{7*7}<%= 7*7 %>",
  "../../etc/passwd",
  "%00%0d%0aBcc: x@example.jp",
  "null",
  "true",
  "NaN",
  "-1",
  "1e10",
  "0x7b",
  CONTROL,
  "\u202e1234567890",
  "12345\u200b67890",
  "一二三四五六七八九〇",
  "١٢٣٤٥٦٧٨٩٠",
  "Ⅻ",
  "안녕하세요",
  "Z̷͑a̴l̶g̵o̸",
] as const;

export type Wrong = { entry: string; sentence: string };

const odd = (sentence: string): Wrong[] => ODD.map((entry) => ({ entry, sentence }));
const all = (sentence: string, ...entries: string[]): Wrong[] =>
  entries.map((entry) => ({ entry, sentence }));

const TEN_DIGITS = "券番号は、10ケタの数字で入力してください。";
const ALL_ZEROS = "0だけの券番号はありません。接種券に書かれた10ケタの数字を入力してください。";
export const NO_SUCH_COUPON =
  "入力された情報に該当する接種券が見つかりませんでした。再度入力ください。";

export const NUMBERS: readonly Wrong[] = [
  ...odd(TEN_DIGITS),
  ...all(TEN_DIGITS, "", "　 ", "123456789", "12345678901", "12345abcde", `${CONTROL}1234567890`),
  ...all(TEN_DIGITS, "1".repeat(5000), "昭和25年5月5日", "12345.67890"),
  ...all(ALL_ZEROS, "0000000000", "００００-００００-００"),
  ...all(NO_SUCH_COUPON, "9999999999"),
];

const NO_DATE = "生年月日を入力してください。";
const NO_SUCH_DATE = "この生年月日はありません。年・月・日を確認してください。";
const UNREADABLE = "生年月日を読み取れませんでした。例：昭和25年5月5日、1950年5月5日";

export const BIRTH_DATES: readonly Wrong[] = [
  ...odd(UNREADABLE),
  ...all(NO_DATE, "", "　 "),
  // The last day of each era is followed by the first of the next.
  ...all(NO_SUCH_DATE, "昭和64年1月8日", "平成元年1月7日", "昭和元年12月24日", "大正15年12月26日"),
  ...all(NO_SUCH_DATE, "平成31年5月1日", "令和元年4月30日", "昭和0年5月5日"),
  ...all(NO_SUCH_DATE, "1950年2月30日", "1900-02-29", "2000-13-01", "2099-01-01", "1850-01-01"),
  ...all(UNREADABLE, "2月30日", "昭和25年", "50-5-5", "きのう🎂", "1950-05-05\u0007"),
  ...all(UNREADABLE, "5".repeat(5000)),
];

const NAME = "お名前（カナ）";
const PHONE = "電話番号";
const EMAIL = "メールアドレス";
const NO_NAME = "お名前をカタカナで入力してください。";
const KANA_ONLY = "お名前は、カタカナだけで入力してください。";
const TOO_LONG = "お名前が長すぎます。50文字までで入力してください。";
const NO_PHONE = "電話番号を入力してください。";
const NOT_A_PHONE = "電話番号は、0から始まる10ケタか11ケタの数字で入力してください。";
const NOT_AN_EMAIL = "メールアドレスの形が正しくありません。例：taro@example.jp";

const NAMES = [
  ...odd(KANA_ONLY),
  ...all(NO_NAME, "", "　 "),
  ...all(KANA_ONLY, "潮風 花子", "Hanako", "シオカゼ🙂", "シオ\u0007カゼ", "・ー・"),
  ...all(TOO_LONG, "ア".repeat(51), "ア".repeat(5000)),
];

const PHONES = [
  ...odd(NOT_A_PHONE),
  ...all(NO_PHONE, "", "－－"),
  ...all(NOT_A_PHONE, "110", "9012345678", "090-1234-567x", "📞09012345678", "0000000000"),
  ...all(NOT_A_PHONE, "0901234567890", "0".repeat(5000)),
];

const EMAILS = [
  ...odd(NOT_AN_EMAIL),
  ...all(NOT_AN_EMAIL, "taro", "taro@", "@example.jp", "taro@@example.jp", "taro@localhost"),
  ...all(NOT_AN_EMAIL, "💉@example.jp", "花子@example.jp", `${SCRIPT}@example.jp`),
  ...all(NOT_AN_EMAIL, "taro@example.jp,bcc:hanako@example.jp", "Taro <taro@example.jp>"),
  ...all(NOT_AN_EMAIL, `${"a".repeat(5000)}@example.jp`),
];

export const CONTACTS: Readonly<Record<string, readonly Wrong[]>> = {
  [NAME]: NAMES,
  [PHONE]: PHONES,
  [EMAIL]: EMAILS,
};

/** Input with the normalized value that is shown on leaving the field. */
export const UNDERSTOOD = [
  [NAME, "　しおかぜ　はなこ ", "シオカゼ ハナコ"],
  [NAME, "ｼｵｶｾﾞ ﾊﾅｺ", "シオカゼ ハナコ"],
  [PHONE, "+81 90 1234 5678", "09012345678"],
  [PHONE, "０９０−１２３４−５６７８", "09012345678"],
  [EMAIL, "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ ", "taro@example.jp"],
] as const;
