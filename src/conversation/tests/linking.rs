use super::*;
use crate::vaccination::{
    birth_date::BirthDateError::{InTheFuture, NoSuchDay, TooLongAgo, Unreadable},
    coupon::CouponNumberError::{AllZeros, NotTenDigits},
};

#[test]
fn a_coupon_is_linked_step_by_step() {
    let mut chat = Chat::new();
    chat.plays(&[
        ("[v1:start]", "Terms"),
        ("[v1:agree:2026-11]", "AskNumber"),
        ("１２３４-５６７８-９０", "AskBirthDate"),
        ("昭和25年5月5日", "AskIfRight"),
        ("[はい]", "Linked + Bookings"),
    ]);
    assert_eq!(chat.repeated, Some(sample::proof()));
    assert_eq!(chat.linked.len(), 1);
    assert!(chat.is_idle());
}

#[test]
fn everything_can_be_typed() {
    Chat::new().plays(&[
        ("予約", "Terms"),
        ("同意する", "AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("19500505", "AskIfRight"),
        ("はい", "Linked + Bookings"),
    ]);
}

#[test]
fn the_birth_date_can_be_picked() {
    Chat::new().plays(&[
        ("確認", "Terms"),
        ("[v1:agree:2026-11]", "AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("[v1:birth 1950-05-05]", "AskIfRight"),
        ("[はい]", "Linked + Bookings"),
    ]);
}

#[test]
fn a_number_typed_before_anything_else_is_kept() {
    Chat::new().plays(&[
        ("1234567890", "NumberKept + Terms"),
        ("[v1:agree:2026-11]", "AskBirthDate"),
        ("[v1:birth 1950-05-05]", "AskIfRight"),
        ("[はい]", "Linked + Bookings"),
    ]);
    Chat::new().plays(&[
        ("予約", "Terms"),
        ("1234567890", "NumberKept + Terms"),
        ("同意", "AskBirthDate"),
    ]);
}

#[test]
fn a_wrong_pair_leads_back_to_the_number() {
    let mut chat = Chat::new();
    chat.plays(&[
        ("予約", "Terms"),
        ("同意する", "AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("1950-05-06", "AskIfRight"),
        ("[はい]", "NotFound + AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("1950-05-05", "AskIfRight"),
        ("[はい]", "Linked + Bookings"),
    ]);
}

#[test]
fn after_ten_wrong_pairs_the_page_with_the_robot_check_is_shown() {
    let mut chat = Chat::new();
    chat.plays(&[("予約", "Terms"), ("同意する", "AskNumber")]);
    for _ in 0..10 {
        chat.plays(&[
            ("9999999999", "AskBirthDate"),
            ("1950-05-05", "AskIfRight"),
            ("はい", "NotFound + AskNumber"),
        ]);
    }
    chat.plays(&[
        ("1234567890", "AskBirthDate"),
        ("1950-05-05", "AskIfRight"),
        ("はい", "TooManyFailures"),
    ]);
    assert!(chat.is_idle());
}

#[test]
fn what_is_wrong_can_be_corrected_before_it_is_sent() {
    let mut chat = Chat::new();
    chat.plays(&[
        ("予約", "Terms"),
        ("同意する", "AskNumber"),
        ("1234567899", "AskBirthDate"),
        ("1234567891", "AskBirthDate"),
        ("1950-05-06", "AskIfRight"),
        ("[v1:birth 1950-05-05]", "AskIfRight"),
        ("1234567890", "AskIfRight"),
    ]);
    assert_eq!(chat.repeated, Some(sample::proof()));
    chat.plays(&[
        ("[いいえ]", "AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("1950-05-05", "AskIfRight"),
        ("いいえ", "AskNumber"),
    ]);
}

#[test]
fn yes_under_an_older_card_confirms_nothing_else() {
    let mut chat = Chat::new();
    chat.plays(&[
        ("予約", "Terms"),
        ("同意する", "AskNumber"),
        ("9999999999", "AskBirthDate"),
        ("1950-05-05", "AskIfRight"),
    ]);
    let older = chat.card;
    chat.plays(&[
        ("1234567890", "AskIfRight"),
        (&format!("[v1:confirm:yes:{older}]"), "OldButton + AskIfRight"),
        (&format!("[v1:confirm:no:{older}]"), "OldButton + AskIfRight"),
        ("[はい]", "Linked + Bookings"),
        ("[はい]", "OldButton + Menu"),
    ]);
    assert_eq!(chat.linked.len(), 1);
}

#[test]
fn new_terms_are_shown_before_they_are_agreed_to() {
    let mut chat = Chat::new();
    chat.plays(&[("1234567890", "NumberKept + Terms")]);
    chat.terms_version = "2026-12".to_owned();
    chat.plays(&[
        ("[v1:agree:2026-11]", "TermsChanged + Terms"),
        ("[v1:agree:2026-12]", "AskBirthDate"),
        ("やめる", "Stopped + Menu"),
        ("予約", "Terms"),
    ]);
    chat.terms_version = "2027-01".to_owned();
    chat.plays(&[
        ("同意する", "TermsChanged + Terms"),
        ("同意する", "AskNumber"),
        ("[v1:agree:2027-01]", "AskNumber"),
    ]);
}

#[test]
fn it_can_be_stopped_at_every_step() {
    let steps = [
        ("予約", "Terms"),
        ("同意する", "AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("1950-05-05", "AskIfRight"),
    ];
    for stop in ["やめる", "[v1:stop]", "ヤメル", "キャンセル"] {
        for count in 1..=steps.len() {
            let mut chat = Chat::new();
            chat.plays(&steps[..count]);
            chat.plays(&[(stop, "Stopped + Menu")]);
            assert!(chat.is_idle(), "{stop} after {count}");
        }
    }
}

#[test]
fn a_question_in_between_keeps_the_place() {
    Chat::new().plays(&[
        ("予約", "Terms"),
        ("FAQ", "Page + Terms"),
        ("同意する", "AskNumber"),
        ("ヘルプ", "Menu + AskNumber"),
        ("(sticker)", "Thanks + AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("[v1:start]", "AskBirthDate"),
        ("[v1:nonsense]", "OldButton + AskBirthDate"),
        ("[v1:birth]", "OldButton + AskBirthDate"),
        ("[v1:keep]", "OldButton + AskBirthDate"),
        ("1950-05-05", "AskIfRight"),
        ("マニュアル", "Page + AskIfRight"),
        ("はい", "Linked + Bookings"),
    ]);
}

/// After an aside the question is repeated, so that a yes always follows its question.
#[test]
fn yes_consents_only_directly_below_the_question() {
    for aside in
        ["FAQ", "ヘルプ", "(sticker)", "ありがとう", "LINE連携を解除したい", "[v1:nonsense]"]
    {
        let mut chat = Chat::new();
        chat.plays(&[("予約", "Terms")]);
        assert!(chat.hears(aside).ends_with(" + Terms"), "{aside}");
        chat.plays(&[("はい", "AskNumber"), ("1234567890", "AskBirthDate")]);
        assert!(chat.hears(aside).ends_with(" + AskBirthDate"), "{aside}");
        chat.plays(&[("はい", "NotUnderstood + AskBirthDate"), ("19500505", "AskIfRight")]);
        assert!(chat.hears(aside).ends_with(" + AskIfRight"), "{aside}");
        chat.plays(&[("はい", "Linked + Bookings"), ("はい", "NotUnderstood + Menu")]);
    }
    Chat::new().plays(&[
        ("予約", "Terms"),
        ("はい、わかりました", "NotUnderstood + Terms"),
        ("わかりました", "NotUnderstood + Terms"),
        ("ありがとう", "NotUnderstood + Terms"),
    ]);
}

#[test]
fn what_cannot_be_read_is_asked_for_again_with_its_reason() {
    let mut chat = Chat::new();
    chat.plays(&[("予約", "Terms"), ("はあ", "NotUnderstood + Terms")]);
    chat.plays(&[("同意する", "AskNumber")]);
    for (typed, reason) in [
        ("123456789", NotTenDigits),
        ("12345678901", NotTenDigits),
        ("💉", NotTenDigits),
        ("<b>1234567890</b>", NotTenDigits),
        ("０００００００００００", NotTenDigits),
        ("0000000000", AllZeros),
    ] {
        let said = chat.turn(Heard::Text(typed.to_owned()));
        assert_eq!(said, [Say::NumberRefused(reason), Say::AskNumber], "{typed}");
    }
    chat.plays(&[("1234567890", "AskBirthDate")]);
    let today = chat.facts().today();
    for (typed, reason) in [
        ("5月5日", Unreadable),
        ("' OR 1=1", Unreadable),
        ("1957-02-29", NoSuchDay),
        ("昭和64年1月8日", NoSuchDay),
        ("2026-11-23", InTheFuture),
        ("1850-01-01", TooLongAgo),
    ] {
        let said = chat.turn(Heard::Text(typed.to_owned()));
        let asked = [Say::BirthDateRefused(reason), Say::AskBirthDate { today }];
        assert_eq!(said, asked, "{typed}");
    }
    chat.plays(&[("[v1:birth 2030-01-01]", "BirthDateRefused + AskBirthDate")]);
}

/// Odd texts, sent where a number and then where a birth date is asked for.
const ODD: [&str; 24] = [
    "💉💉💉",
    "👵🏻",
    "'; DROP TABLE coupon; --",
    "1' OR '1'='1",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../etc/passwd",
    "%00%0d%0aBcc: x@example.jp",
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
    "(emoji)",
    "わかりません",
    "接種券が見つかりません。どうすればいいですか。",
];

#[test]
fn nothing_odd_is_taken_for_a_number_or_a_date_and_nothing_right_is_lost() {
    let mut chat = Chat::new();
    chat.plays(&[("予約", "Terms"), ("同意する", "AskNumber")]);
    let long = "1".repeat(5_000);
    let numbers = ["昭和25年5月5日", "123-456", "1234567890123", "12345abcde", "090-1234-5678x"];
    for typed in ODD.into_iter().chain(numbers).chain([long.as_str()]) {
        let said = chat.turn(Heard::Text(typed.to_owned()));
        assert_eq!(said, [Say::NumberRefused(NotTenDigits), Say::AskNumber], "{typed}");
    }
    chat.plays(&[("1234567890", "AskBirthDate")]);
    let today = chat.facts().today();
    let dates = ["5月5日", "昭和25年", "50-5-5", "1950-5", "きのう"];
    for typed in ODD.into_iter().chain(dates).chain([long.as_str()]) {
        let said = chat.turn(Heard::Text(typed.to_owned()));
        let asked = [Say::BirthDateRefused(Unreadable), Say::AskBirthDate { today }];
        assert_eq!(said, asked, "{typed}");
    }
    for typed in ["昭和64年1月8日", "平成元年1月7日", "昭和元年12月24日", "平成31年5月1日"]
    {
        let said = chat.turn(Heard::Text(typed.to_owned()));
        let asked = [Say::BirthDateRefused(NoSuchDay), Say::AskBirthDate { today }];
        assert_eq!(said, asked, "{typed}");
    }
    chat.plays(&[("S25.5.5", "AskIfRight")]);
    assert_eq!(chat.repeated, Some(sample::proof()));
    assert_eq!(chat.failures, 0);
}

#[test]
fn one_more_person_can_be_added() {
    let mut chat = Chat::linked();
    chat.plays(&[
        ("家族", "Terms"),
        ("同意する", "AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("1950-05-05", "AskIfRight"),
        ("はい", "Linked + Bookings"),
        ("確認", "Bookings"),
        ("[v1:add]", "Terms"),
        ("予約", "Bookings"),
    ]);
    assert_eq!(chat.linked.len(), 2);
}

#[test]
fn the_municipality_is_asked_for_where_two_gave_out_the_number() {
    let mut chat = Chat::new();
    chat.plays(&[
        ("予約", "Terms"),
        ("同意する", "AskNumber"),
        (GIVEN_OUT_TWICE, "AskBirthDate"),
        ("19500505", "AskIfRight"),
        ("[はい]", "AskIssuer"),
        ("どちらですか", "NotUnderstood + AskIssuer"),
        ("[v1:issuer:990003]", "OldButton + AskIssuer"),
        ("[v1:issuer:990002]", "Linked + Bookings"),
        ("[v1:issuer:990002]", "OldButton + Menu"),
    ]);
    assert!(chat.is_idle());
}

#[test]
fn who_stops_at_the_municipality_has_linked_nothing() {
    let mut chat = Chat::new();
    chat.plays(&[
        ("予約", "Terms"),
        ("同意する", "AskNumber"),
        (GIVEN_OUT_TWICE, "AskBirthDate"),
        ("19500505", "AskIfRight"),
        ("[はい]", "AskIssuer"),
        ("やめる", "Stopped + Menu"),
    ]);
    assert!(chat.linked.is_empty());
}

#[test]
fn the_link_is_untied_on_my_page() {
    Chat::new().plays(&[("LINE連携を解除したい", "Unlinking")]);
}

#[test]
fn check_code_is_asked_for_after_number_and_birth_date() {
    let mut chat = Chat::new();
    chat.asks_check_code = true;
    chat.plays(&[
        ("予約", "Terms"),
        ("同意する", "AskNumber"),
        ("1234567890", "AskBirthDate"),
        ("1950-05-05", "AskIfRight"),
        ("[はい]", "AskCheckCode"),
        ("K7M3X", "CheckCodeRefused + AskCheckCode"),
        ("ｋ７ｍ-3xw", "Linked + Bookings"),
    ]);
}

#[test]
fn linking_does_not_begin_while_identification_is_closed() {
    let mut chat = Chat::new();
    chat.identification_closed = true;
    chat.plays(&[("予約", "IdentificationClosed"), ("1234567890", "IdentificationClosed")]);
    assert!(chat.is_idle());
}
