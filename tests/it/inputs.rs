//! Invalid input that bypasses the pages, field by field: a 4xx with the field, a stable code and a
//! sentence, and nothing changed.

use serde_json::{Value, json};

use crate::harness::{
    database::TestDatabase,
    town::{Answer, Browser, Coupon, Town},
};

/// Invalid in every field.
const ODD: [&str; 25] = [
    "💉💉💉",
    "👵🏻",
    "'; DROP TABLE coupon; --",
    "1' OR '1'='1",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "<b>1234567890</b>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../etc/passwd",
    "%00%0d%0aBcc: x@example.jp",
    "a\r\nBcc: x@example.jp",
    "null",
    "NaN",
    "-1",
    "1e10",
    "0x7b",
    "\0",
    "\u{7}\u{1b}",
    "\u{202e}1234567890",
    "12345\u{200b}67890",
    "一二三四五六七八九〇",
    "١٢٣٤٥٦٧٨٩٠",
    "안녕하세요",
    "Z̷͑a̴l̶g̵o̸",
];

const NUMBERS: [(&str, &str); 8] = [
    ("", "coupon_number_missing"),
    ("　 ", "coupon_number_missing"),
    ("123456789", "coupon_number_not_ten_digits"),
    ("12345678901", "coupon_number_not_ten_digits"),
    ("12345abcde", "coupon_number_not_ten_digits"),
    ("昭和25年5月5日", "coupon_number_not_ten_digits"),
    ("0000000000", "coupon_number_all_zeros"),
    ("００００-００００-００", "coupon_number_all_zeros"),
];

const BIRTH_DATES: [(&str, &str); 13] = [
    ("", "birth_date_missing"),
    ("　 ", "birth_date_missing"),
    ("昭和64年1月8日", "birth_date_no_such_day"),
    ("平成元年1月7日", "birth_date_no_such_day"),
    ("昭和元年12月24日", "birth_date_no_such_day"),
    ("平成31年5月1日", "birth_date_no_such_day"),
    ("令和元年4月30日", "birth_date_no_such_day"),
    ("1950年2月30日", "birth_date_no_such_day"),
    ("1900-02-29", "birth_date_no_such_day"),
    ("2026-11-25", "birth_date_out_of_range"),
    ("1850-01-01", "birth_date_out_of_range"),
    ("2月30日", "birth_date_unreadable"),
    ("50-5-5", "birth_date_unreadable"),
];

const NAMES: [(&str, &str); 6] = [
    ("", "name_missing"),
    ("　 ", "name_missing"),
    ("潮風 花子", "name_not_kana"),
    ("Hanako", "name_not_kana"),
    ("・ー・", "name_not_kana"),
    ("シオ\u{7}カゼ", "name_not_kana"),
];

const PHONES: [(&str, &str); 6] = [
    ("", "phone_missing"),
    ("－－", "phone_missing"),
    ("110", "phone_invalid"),
    ("9012345678", "phone_invalid"),
    ("0000000000", "phone_invalid"),
    ("0901234567890", "phone_invalid"),
];

const EMAILS: [(&str, &str); 6] = [
    ("taro@", "email_invalid"),
    ("@example.jp", "email_invalid"),
    ("taro@localhost", "email_invalid"),
    ("taro@[10.0.0.1]", "email_invalid"),
    ("Taro <taro@example.jp>", "email_invalid"),
    ("花子@example.jp", "email_invalid"),
];

/// Not even text.
fn not_text() -> [Value; 4] {
    [json!(1_234_567_890), json!(true), json!([]), json!({})]
}

async fn what_is_no_proof_is_named_and_not_counted(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon = town.coupon("1234567890", "1950-05-05").await;
    let browser = town.browser();
    let right = json!({
        "couponNumber": coupon.number,
        "birthDate": coupon.birth_date,
        "termsVersion": town.settings().municipality.terms.version,
    });
    let ask = async |field: &str, entry: Value| {
        let mut form = right.clone();
        form[field] = entry;
        browser.post("/api/session/coupon", form).await
    };
    for (entry, code) in with(&ODD, "coupon_number_not_ten_digits", &NUMBERS) {
        is_refused(&ask("couponNumber", json!(entry)).await, "couponNumber", code, &entry);
    }
    for (entry, code) in with(&ODD, "birth_date_unreadable", &BIRTH_DATES) {
        is_refused(&ask("birthDate", json!(entry)).await, "birthDate", code, &entry);
    }
    for entry in not_text() {
        for field in ["couponNumber", "birthDate"] {
            let (status, _) = ask(field, entry.clone()).await.refused();
            assert!([400, 422].contains(&status), "{entry} as {field}");
        }
    }
    // More than ten in a row, none of which counted as an attempt.
    browser.shows(&coupon).await.ok();
}

async fn what_is_no_contact_is_named_and_changes_nothing(database: TestDatabase) {
    let town = Town::open(database).await;
    let coupon: Coupon = town.coupon("1234567890", "1950-05-05").await;
    let browser: Browser = town.browser();
    browser.shows(&coupon).await.ok();
    browser.leaves_contact("わくちん はなこ", Some("hanako@example.jp")).await.ok();
    let before = browser.get("/api/contact").await.ok();
    let ask = async |field: &str, entry: Value| {
        let mut form = before.clone();
        form[field] = entry;
        browser.put("/api/contact", form).await
    };
    for (entry, code) in with(&ODD, "name_not_kana", &NAMES) {
        is_refused(&ask("name", json!(entry)).await, "name", code, &entry);
    }
    for (entry, code) in with(&ODD, "phone_invalid", &PHONES) {
        is_refused(&ask("phone", json!(entry)).await, "phone", code, &entry);
    }
    for (entry, code) in with(&ODD, "email_invalid", &EMAILS) {
        is_refused(&ask("email", json!(entry)).await, "email", code, &entry);
    }
    let long = "ア".repeat(51);
    is_refused(&ask("name", json!(long)).await, "name", "name_too_long", &long);
    for entry in not_text() {
        for field in ["name", "phone", "email"] {
            let (status, _) = ask(field, entry.clone()).await.refused();
            assert!([400, 422].contains(&status), "{entry} as {field}");
        }
    }
    assert_eq!(browser.get("/api/contact").await.ok(), before);
    // All errors are reported at once.
    let all = json!({ "name": "", "phone": "", "email": "taro" });
    let answer = browser.put("/api/contact", all).await;
    assert_eq!(answer.body["errors"].as_array().map(Vec::len), Some(3), "{answer:?}");
}

/// Returns what is invalid in every field, then what is invalid in this one, and very long input.
fn with<'a>(
    odd: &[&str],
    code: &'a str,
    own: &[(&str, &'a str)],
) -> impl Iterator<Item = (String, &'a str)> {
    let odd = odd.iter().map(|entry| ((*entry).to_owned(), code));
    let own = own.iter().map(|(entry, code)| ((*entry).to_owned(), *code));
    let mut all: Vec<_> = odd.chain(own).collect();
    all.push(("x".repeat(5_000), code));
    assert!(all.len() >= 30);
    all.into_iter()
}

#[track_caller]
fn is_refused(answer: &Answer, field: &str, code: &str, entry: &str) {
    assert_eq!(answer.status, 422, "{entry:?} as {field}: {answer:?}");
    let errors = answer.body["errors"].as_array().expect("errors by field");
    let [error] = errors.as_slice() else { panic!("{entry:?} as {field}: {errors:?}") };
    assert_eq!((error["field"].as_str(), error["code"].as_str()), (Some(field), Some(code)));
    let sentence = error["detail"].as_str().unwrap_or_default();
    assert!(sentence.contains('。'), "a sentence for people: {error}");
    let echoed = entry.contains(['<', '{', '\'']) && sentence.contains(entry);
    assert!(!echoed, "{entry:?} is said back: {error}");
}

both!(what_is_no_proof_is_named_and_not_counted, what_is_no_contact_is_named_and_changes_nothing,);
