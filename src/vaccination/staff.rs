//! The staff who act, and why: the call centre on the telephone, the venue at its entrance, the
//! administration on the command line.

use std::fmt;

use super::text;

/// The length limit of names: enough for a name with department and extension.
pub const LONGEST_NAME: usize = 40;
/// The length limit of reasons: a sentence or two.
pub const LONGEST_REASON: usize = 200;

/// The name under which the actions of a member of staff are recorded.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct StaffName(String);

/// The reason for an action, in the member's own words.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Reason(String);

/// The name and reason recorded with an action of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub name: StaffName,
    pub reason: Option<Reason>,
}

/// Why a name or a reason was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    #[error("it is empty")]
    Missing,
    #[error("it contains a line break or another invisible character")]
    Unseen,
    #[error("it has more than {most} characters")]
    TooLong { most: usize },
}

impl StaffName {
    pub fn parse(input: &str) -> Result<Self, WordsError> {
        one_line(input, LONGEST_NAME).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Reason {
    pub fn parse(input: &str) -> Result<Self, WordsError> {
        one_line(input, LONGEST_REASON).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keeps the names of staff, which are personal data too, out of logs.
impl fmt::Debug for StaffName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffName(…)")
    }
}

/// Keeps reasons out of logs: people write names and illnesses into them.
impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reason(…)")
    }
}

/// Normalizes one line of visible text: widths folded, single spaces.
fn one_line(input: &str, most: usize) -> Result<String, WordsError> {
    if input.trim().chars().any(is_unseen) {
        return Err(WordsError::Unseen);
    }
    let folded = text::fold_width(input);
    let line = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() {
        0 => Err(WordsError::Missing),
        length if length > most => Err(WordsError::TooLong { most }),
        _ => Ok(line),
    }
}

/// Returns whether a character is a control character, invisible, or changes the direction.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_with_single_spaces() {
        for (typed, read) in [
            ("鈴木", "鈴木"),
            ("  健康課　鈴木 ", "健康課 鈴木"),
            ("Ｓｕｚｕｋｉ", "Suzuki"),
            ("ｽｽﾞｷ", "スズキ"),
        ] {
            assert_eq!(StaffName::parse(typed).unwrap().as_str(), read, "{typed}");
        }
    }

    #[test]
    fn nothing_too_much_and_what_cannot_be_seen_are_refused() {
        use WordsError::{Missing, TooLong, Unseen};
        for (typed, refused) in [
            ("", Missing),
            (" 　", Missing),
            ("鈴木\n2026-11-25 取消", Unseen),
            ("\u{202E}木鈴", Unseen),
            ("\u{1B}[2J", Unseen),
        ] {
            assert_eq!(StaffName::parse(typed).unwrap_err(), refused, "{typed:?}");
            assert_eq!(Reason::parse(typed).unwrap_err(), refused, "{typed:?}");
        }
        let long = "あ".repeat(LONGEST_REASON);
        assert_eq!(StaffName::parse(&long).unwrap_err(), TooLong { most: LONGEST_NAME });
        assert!(Reason::parse(&long).is_ok());
        let longer = "あ".repeat(LONGEST_REASON + 1);
        assert_eq!(Reason::parse(&longer).unwrap_err(), TooLong { most: LONGEST_REASON });
    }

    #[test]
    fn debug_shows_neither() {
        let name = StaffName::parse("鈴木").unwrap();
        let signature = Signature { name, reason: Reason::parse("発熱のため").ok() };
        let shown = format!("{signature:?}");
        assert!(!shown.contains("鈴木") && !shown.contains("発熱"), "{shown}");
    }
}
