//! Removes numbers and dates from what people write, before it is stored.
//!
//! It removes runs of at least [`MIN_DIGITS`] digits, however they are grouped, and dates with a
//! year, in digits or kanji, in the Japanese or the western calendar. A day without a year
//! (「12月8日」) stays: it is no birth date, and people ask about such days. The rest stays, so
//! that questions can still be answered.

use unicode_normalization::UnicodeNormalization;

use super::{
    era::{ERAS, Era},
    text::is_hyphen,
};

/// The replacement for removed text: a private-use character, which no keyboard types.
pub const REDACTED: char = '\u{E000}';

/// Shorter numbers identify no person: hours, days, amounts, the end of a coupon number.
const MIN_DIGITS: usize = 6;
/// A day and a month have at most two digits each.
const MAX_DAY_DIGITS: usize = 2;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The shortest abbreviation of a month's name.
const MIN_MONTH_LETTERS: usize = 3;

/// Consecutive digits, or the English name of a month. Positions count characters.
#[derive(Debug, Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
    is_month_name: bool,
}

impl Group {
    fn digits(self) -> usize {
        if self.is_month_name { 0 } else { self.end - self.start }
    }
}

/// Returns the text without its numbers and dates; `None` if it has none.
pub fn redact(text: &str) -> Option<String> {
    let text: Vec<char> = text.nfkc().collect();
    let groups = groups(&text);
    let mut found = numbers(&text, &groups);
    found.extend(dates(&text, &groups));
    if found.is_empty() {
        return None;
    }
    for range in &mut found {
        range.0 = before_era(&text, range.0);
    }
    found.sort_unstable();
    Some(without(&text, &found))
}

fn without(text: &[char], ranges: &[(usize, usize)]) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut next = 0;
    for &(start, end) in ranges {
        if start >= next {
            rest.extend(&text[next..start]);
            rest.push(REDACTED);
        }
        next = next.max(end);
    }
    rest.extend(&text[next..]);
    rest
}

fn groups(text: &[char]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let is_word = text[start].is_ascii_alphabetic();
        let belongs = |index: usize| {
            if is_word { text[index].is_ascii_alphabetic() } else { is_digit(text, index) }
        };
        let end = (start..text.len()).find(|&index| !belongs(index)).unwrap_or(text.len());
        if end == start {
            start += 1;
            continue;
        }
        if !is_word || is_month_name(&text[start..end]) {
            groups.push(Group { start, end, is_month_name: is_word });
        }
        start = end;
    }
    groups
}

/// Returns whether a character is a digit of any script, or a kanji used in numbers.
fn is_digit(text: &[char], index: usize) -> bool {
    match text[index] {
        // The first year of an era.
        '元' => {
            let next = text[index + 1..].iter().find(|c| !c.is_whitespace());
            next.is_some_and(|&c| divides_date(c))
        }
        c => c.is_numeric() || "零一二三四五六七八九十百千".contains(c),
    }
}

fn is_month_name(word: &[char]) -> bool {
    let word: String = word.iter().map(char::to_ascii_lowercase).collect();
    let is_long_enough = word.len() >= MIN_MONTH_LETTERS;
    let is_sept = word == "sept";
    is_long_enough && (is_sept || MONTHS.iter().any(|month| month.starts_with(&word)))
}

/// Returns whether people write a character between the digits of one number.
fn is_separator(c: char) -> bool {
    let is_invisible = matches!(
        c,
        '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{FE0F}'
            | '\u{20E3}'
            | '\u{FEFF}'
    );
    is_invisible
        || c.is_whitespace()
        || c.is_control()
        || is_hyphen(c)
        || "./_,()・'\"+#*".contains(c)
}

fn gap(text: &[char], one: Group, next: Group) -> &[char] {
    &text[one.end..next.start]
}

fn all_separators(gap: &[char]) -> bool {
    gap.iter().all(|&c| is_separator(c))
}

/// Returns whether people write a character between the parts of one date.
fn divides_date(c: char) -> bool {
    is_hyphen(c) || "/.年月".contains(c)
}

/// Finds runs of digits in groups, and short dates without 年 and 月 such as `S25.5.5`.
fn numbers(text: &[char], groups: &[Group]) -> Vec<(usize, usize)> {
    let continues = |one: &Group, next: &Group| {
        !one.is_month_name && !next.is_month_name && all_separators(gap(text, *one, *next))
    };
    let is_found = |run: &&[Group]| {
        let digits: usize = run.iter().map(|group| group.digits()).sum();
        digits >= MIN_DIGITS || (run.len() >= 3 && is_short_date(text, run))
    };
    let runs = groups.chunk_by(continues).filter(is_found);
    runs.map(|run| (run[0].start, run[run.len() - 1].end)).collect()
}

fn is_short_date(text: &[char], run: &[Group]) -> bool {
    let has_era = before_era(text, run[0].start) < run[0].start;
    let is_divided = |pair: &[Group]| gap(text, pair[0], pair[1]).iter().copied().any(divides_date);
    has_era || run.windows(2).all(is_divided)
}

/// Finds dates with 年 and 月, or with the English name of a month.
fn dates(text: &[char], groups: &[Group]) -> Vec<(usize, usize)> {
    let parts = groups.windows(3).map(|window| [window[0], window[1], window[2]]);
    parts
        .filter(|parts| is_japanese_date(text, parts) || is_english_date(text, parts))
        .map(|[first, _, last]| (first.start, after_day(text, last.end)))
        .collect()
}

fn is_japanese_date(text: &[char], parts: &[Group; 3]) -> bool {
    let [year, month, day] = *parts;
    let after_year = gap(text, year, month);
    let has_year = after_year.contains(&'年')
        || year.digits() == 4
        || before_era(text, year.start) < year.start;
    let mut between = after_year.iter().chain(gap(text, month, day));
    let is_close = between.all(|&c| divides_date(c) || is_separator(c));
    has_year && is_close && parts.iter().all(|part| !part.is_month_name)
}

fn is_english_date(text: &[char], parts: &[Group; 3]) -> bool {
    let names = parts.iter().filter(|part| part.is_month_name).count();
    let has_year = parts.iter().any(|part| part.digits() == 4);
    let has_day = parts.iter().any(|part| (1..=MAX_DAY_DIGITS).contains(&part.digits()));
    let is_close = |pair: &[Group]| {
        let gap: String = gap(text, pair[0], pair[1]).iter().collect();
        let gap = gap.to_ascii_lowercase();
        let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| gap.strip_prefix(ending));
        let rest = rest.unwrap_or(&gap).trim();
        rest.trim_end_matches("of").chars().all(is_separator)
    };
    names == 1 && has_year && has_day && parts.windows(2).all(is_close)
}

/// Extends a range over a 日 that follows.
fn after_day(text: &[char], end: usize) -> usize {
    let spaces = text[end..].iter().take_while(|c| c.is_whitespace()).count();
    if text.get(end + spaces) == Some(&'日') { end + spaces + 1 } else { end }
}

/// Extends a range over an era's name or letter that precedes it.
fn before_era(text: &[char], start: usize) -> usize {
    let mut before = (0..start).rev().filter(|&index| !is_separator(text[index]));
    let Some(last) = before.next() else { return start };
    if let Some(first) = before.next() {
        let is_name = |era: &Era| era.name.chars().eq([text[first], text[last]]);
        if ERAS.iter().any(is_name) {
            return first;
        }
    }
    let is_letter = ERAS.iter().any(|era| era.letter.eq_ignore_ascii_case(&text[last]));
    let is_alone = last == 0 || !text[last - 1].is_ascii_alphanumeric();
    if is_letter && is_alone { last } else { start }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vaccination::{coupon::CouponNumber, day};

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

    proptest! {
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
}
