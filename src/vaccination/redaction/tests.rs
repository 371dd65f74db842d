use proptest::prelude::*;

use super::*;
use crate::vaccination::{
    check_code::{CODES, CheckCode},
    coupon::CouponNumber,
    day,
};

fn full_width(c: char) -> char {
    let is_visible = c.is_ascii_graphic();
    is_visible.then(|| char::from_u32(c as u32 + 0xFEE0)).flatten().unwrap_or(c)
}

fn redacted(text: &str) -> String {
    redact(text).unwrap_or_else(|| panic!("nothing was removed from {text}"))
}

#[test]
fn numbers_of_six_digits_and_more_are_removed() {
    for typed in [
        "1234567890",
        "１２３４５６７８９０",
        "1234-567-890",
        "12 34 56 78 90",
        "１２３４ー５６７８−９０",
        "1234\n567\n890",
        "12345\u{200b}67890",
        "\u{202e}1234567890",
        "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣",
        "①②③④⑤⑥⑦⑧⑨⓪",
        "一二三四五六七八九〇",
        "١٢٣٤٥٦٧٨٩٠",
        "090(1234)5678",
        "123456",
        "1234、567、890",
        "1234。567。890",
        "１２３４：５６７：８９０",
        "12:34:56:78:90",
        "1234〜567～890",
        "1234=567＝890",
        "1234|567｜890",
        "1234;567；890",
        "：1234567890；",
        "1234：567 8：90",
    ] {
        assert_eq!(redacted(typed).trim_matches(|c| c != REDACTED), "\u{E000}", "{typed}");
        let left = redacted(typed);
        assert!(!left.chars().any(char::is_numeric), "{typed}: {left}");
    }
}

#[test]
fn dates_with_a_year_are_removed_with_their_era() {
    for typed in [
        "1950-05-05",
        "1950/5/5",
        "1950.5.5",
        "19500505",
        "1950年5月5日",
        "１９５０年　５月　５日",
        "昭和25年5月5日",
        "昭和２５年０５月０５日",
        "㍼25年5月5日",
        "昭和 25年 5月 5日",
        "昭和元年12月25日",
        "昭和二十五年五月五日",
        "一九五〇年五月五日",
        "昭和25 5 5",
        "S25.5.5",
        "S：25：5：5",
        "昭和25年：5月：5日",
        "1950、5、5",
        "1950:05:05",
        "s 25-5-5",
        "25.5.5",
        "May 5, 1950",
        "5 May 1950",
        "5th of May, 1950",
        "1950 Sept 5",
    ] {
        assert_eq!(redacted(typed), "\u{E000}", "{typed}");
    }
}

#[test]
fn the_words_around_stay() {
    for (typed, left) in [
        ("券番号は1234567890です", "券番号は\u{E000}です"),
        ("花子、昭和25年5月5日生まれ", "花子、\u{E000}生まれ"),
        ("1234567890 昭和25年5月5日", "\u{E000} \u{E000}"),
        ("S25.5.5 10:00に", "\u{E000} 10:00に"),
        ("1234567890と1950/5/5。駐車場は？", "\u{E000}と\u{E000}。駐車場は?"),
    ] {
        assert_eq!(redacted(typed), left, "{typed}");
    }
}

#[test]
fn what_identifies_nobody_stays() {
    for typed in [
        "",
        "駐車場はありますか",
        "12月8日の午前",
        "12月8日 10時30分",
        "12/5の10:00はあいていますか",
        "10:00〜10:15",
        "10:00、10:15、10:30",
        "12/5 9:00~17:00",
        "3回目はいつから",
        "末尾7890",
        "令和8年度のワクチン",
        "一人分、十二月五日",
        "May I book for two?",
        "千代田区一番町",
    ] {
        assert_eq!(redact(typed), None, "{typed}");
    }
}

#[test]
fn check_codes_are_removed() {
    for (typed, left) in [
        ("K7M3XW", "\u{E000}"),
        ("k7m3xw", "\u{E000}"),
        ("ｋ７ｍ３ｘｗ", "\u{E000}"),
        ("確認コードはk7m-3xwです", "確認コードは\u{E000}です"),
        ("K7M 3XW", "\u{E000}"),
        ("K7 M3 XW", "\u{E000}"),
        ("my code is kmnpqr", "my code is \u{E000}"),
        ("1234567890 kmnpqr", "\u{E000} \u{E000}"),
        ("1234567890kmnpqr", "\u{E000}\u{E000}"),
        ("KMNPQR", "\u{E000}"),
    ] {
        assert_eq!(redacted(typed), left, "{typed}");
    }
}

#[test]
fn words_that_are_no_check_code_stay() {
    for typed in [
        "change",
        "thanks",
        "cancel",
        "CANCEL",
        "my name",
        "3rd 5th",
        "May 2pm?",
        "https://line.me",
        "BNT162b2",
        "第2会場 3F",
    ] {
        assert_eq!(redact(typed), None, "{typed}");
    }
}

/// What people write between the groups of a number, full width included.
const SEPARATORS: &str = "[-ー−〜~=＝|｜;；:：、。，．,./ 　・_()（）#*+\u{200b}]{1,2}";

proptest! {
    #[test]
    fn number_is_removed_whatever_stands_between_its_groups_and_around(
        groups in ("[0-9０-９]{3}", "[0-9０-９]{3}", "[0-9０-９]{4}"),
        separators in (SEPARATORS, SEPARATORS, SEPARATORS, SEPARATORS),
    ) {
        let text = format!(
            "番号{}{}{}{}{}{}{}です",
            separators.0, groups.0, separators.1, groups.1, separators.2, groups.2, separators.3
        );
        let left = redact(&text).unwrap_or_default();
        prop_assert!(!left.is_empty() && !left.chars().any(char::is_numeric), "{} of {}", left, text);
    }

    #[test]
    fn birth_date_is_removed_whatever_divides_it(
        year in 1900..2027, month in 1..13, day in 1..32, separator in SEPARATORS,
    ) {
        let text = format!("{year}{separator}{month:02}{separator}{day:02}生まれ");
        let left = redact(&text).unwrap_or_default();
        prop_assert_eq!(left, "\u{E000}生まれ", "{}", text);
    }

    #[test]
    fn check_code_is_removed_however_it_is_typed(
        index in 0..CODES, split in 1..6_usize, joint in "[- 　‐]", small: bool, wide: bool,
    ) {
        let code = CheckCode::from_index(index).unwrap();
        let mut typed = code.as_str().to_owned();
        if small {
            typed.make_ascii_lowercase();
        }
        typed.insert_str(split, &joint);
        if wide {
            typed = typed.chars().map(full_width).collect();
        }
        let text = format!("確認コードは{typed}です");
        let redacted = redact(&text);
        prop_assert_eq!(redacted.as_deref(), Some("確認コードは\u{E000}です"), "{}", text);
    }

    #[test]
    fn check_code_with_a_digit_is_removed_alone(index in 0..CODES, small: bool) {
        let code = CheckCode::from_index(index).unwrap();
        let mut typed = code.as_str().to_owned();
        prop_assume!(typed.chars().any(|c| c.is_ascii_digit()));
        if small {
            typed.make_ascii_lowercase();
        }
        let redacted = redact(&typed);
        prop_assert_eq!(redacted.as_deref(), Some("\u{E000}"), "{}", typed);
    }

    #[test]
    fn nothing_that_is_read_as_a_number_or_a_date_is_left(
        text in "[0-9０-９ー./年月日昭和SＳs㍼元-]{1,16}"
    ) {
        let left = redact(&text).unwrap_or_else(|| text.clone());
        prop_assert!(CouponNumber::parse(&left).is_err(), "{} of {}", left, text);
        prop_assert!(day::parse(&left).is_err(), "{} of {}", left, text);
    }

    #[test]
    fn no_text_panics_and_none_is_redacted_twice(text in ".{0,60}") {
        if let Some(left) = redact(&text) {
            prop_assert_eq!(redact(&left), None);
        }
    }
}
