//! Removes numbers and dates from what people write, before it is stored.
//!
//! It removes runs of at least [`MIN_DIGITS`] digits, however they are grouped, and dates with a
//! year, in digits or kanji, in the Japanese or the western calendar. A day without a year
//! (「12月8日」) stays: it is no birth date, and people ask about such days. The rest stays, so
//! that questions can still be answered.

mod codes;

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
    for range in &mut found {
        range.0 = before_era(&text, range.0);
    }
    found.extend(codes::find(&text, &found));
    if found.is_empty() {
        return None;
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
        || "./_,()・'\"+#*、。:〜~=|;".contains(c)
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
    let mut found = Vec::new();
    for run in groups.chunk_by(continues) {
        let parts = beside_times(text, run);
        let digits: usize = parts.iter().copied().flatten().map(|group| group.digits()).sum();
        if digits >= MIN_DIGITS {
            found.push(range(run));
        } else {
            let dates = parts.into_iter().filter(|part| is_short_date(text, part));
            found.extend(dates.map(range));
        }
    }
    found
}

fn range(run: &[Group]) -> (usize, usize) {
    (run[0].start, run[run.len() - 1].end)
}

/// Divides a run at times of day (`10:00`), of which people name several. Their digits do not count.
fn beside_times<'a>(text: &[char], run: &'a [Group]) -> Vec<&'a [Group]> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut next = 0;
    while next < run.len() {
        if is_time(text, run, next) {
            parts.push(&run[start..next]);
            next += 2;
            start = next;
        } else {
            next += 1;
        }
    }
    parts.push(&run[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a group and the one behind it are hour and minute.
fn is_time(text: &[char], run: &[Group], index: usize) -> bool {
    let is_colon =
        |index: usize| run.get(index + 1).is_some_and(|next| gap(text, run[index], *next) == [':']);
    if !is_colon(index) || is_colon(index + 1) || (index > 0 && is_colon(index - 1)) {
        return false;
    }
    let hour = run[index];
    let minute = run[index + 1];
    let value = |group: Group| -> Option<u8> {
        text[group.start..group.end].iter().collect::<String>().parse().ok()
    };
    let is_below = |group, limit| value(group).is_some_and(|value| value < limit);
    hour.digits() <= 2 && minute.digits() == 2 && is_below(hour, 25) && is_below(minute, 60)
}

fn is_short_date(text: &[char], run: &[Group]) -> bool {
    let has_era = before_era(text, run[0].start) < run[0].start;
    let is_divided = |pair: &[Group]| gap(text, pair[0], pair[1]).iter().copied().any(divides_date);
    run.len() >= 3 && (has_era || run.windows(2).all(is_divided))
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
mod tests;
