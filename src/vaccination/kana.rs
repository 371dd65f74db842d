//! A name in katakana, お名前（カナ）.

use std::fmt;

use super::text::{self, is_hyphen};

/// The length limit: longer than any name on a family register, fits every card and column.
pub const LONGEST: usize = 50;

/// A name in full-width katakana, family and given name separated by one space.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct KanaName(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KanaNameError {
    #[error("the name is missing")]
    Missing,
    #[error("the name must be in katakana")]
    NotKana,
    #[error("the name has more than 50 characters")]
    TooLong,
}

impl KanaName {
    /// Parses a name as people type it: hiragana and half-width kana become full-width katakana.
    pub fn parse(input: &str) -> Result<Self, KanaNameError> {
        let folded = text::fold_width(input);
        let name = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(KanaNameError::Missing);
        }
        let name: String = name.chars().map(to_katakana).collect();
        if !name.chars().all(is_allowed) || !name.chars().any(is_letter) {
            return Err(KanaNameError::NotKana);
        }
        if name.chars().count() > LONGEST {
            return Err(KanaNameError::TooLong);
        }
        Ok(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form for comparisons, without spaces and dots, which people do not remember.
    pub fn compared(&self) -> String {
        self.0.chars().filter(|c| !matches!(c, ' ' | '・')).collect()
    }
}

/// Keeps names out of logs.
impl fmt::Debug for KanaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KanaName(…)")
    }
}

fn to_katakana(c: char) -> char {
    match c {
        // Hiragana ぁ..ゖ and the iteration marks ゝゞ are 0x60 below their katakana.
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        c if is_hyphen(c) => 'ー',
        c => c,
    }
}

fn is_letter(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ')
}

fn is_allowed(c: char) -> bool {
    is_letter(c) || matches!(c, ' ' | 'ー' | '・' | 'ヽ' | 'ヾ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_becomes_full_width_katakana_however_it_is_typed() {
        for typed in ["ワクチン タロウ", "わくちん　たろう", "ﾜｸﾁﾝ ﾀﾛｳ", "  わくちん   ﾀﾛｳ "]
        {
            assert_eq!(KanaName::parse(typed).unwrap().as_str(), "ワクチン タロウ", "{typed}");
        }
        assert_eq!(KanaName::parse("ｼﾞｮ-ｼﾞ").unwrap().as_str(), "ジョージ");
        assert_eq!(KanaName::parse("ゔぁん・ごっほ").unwrap().as_str(), "ヴァン・ゴッホ");
    }

    #[test]
    fn names_are_compared_without_spaces_and_dots() {
        for typed in ["ヴァン ゴッホ", "ヴァンゴッホ", "ゔぁん・ごっほ"] {
            assert_eq!(KanaName::parse(typed).unwrap().compared(), "ヴァンゴッホ", "{typed}");
        }
    }

    #[test]
    fn what_is_no_kana_is_refused() {
        use KanaNameError::{Missing, NotKana, TooLong};
        let long = "ア".repeat(LONGEST + 1);
        for (typed, reason) in [
            ("", Missing),
            (" 　", Missing),
            ("山田 太郎", NotKana),
            ("Taro", NotKana),
            ("タロウ😀", NotKana),
            ("ー・ー", NotKana),
            ("<b>ア</b>", NotKana),
            ("ア\u{0}", NotKana),
            ("ア\u{202E}イ", NotKana),
            ("' OR 1=1", NotKana),
            (long.as_str(), TooLong),
        ] {
            assert_eq!(KanaName::parse(typed), Err(reason), "{typed}");
        }
        assert!(KanaName::parse(&"ア".repeat(LONGEST)).is_ok());
    }

    proptest! {
        #[test]
        fn a_name_once_read_reads_the_same_again(input in "[ぁ-んァ-ヴｦ-ﾟ 　ー]{1,50}") {
            if let Ok(name) = KanaName::parse(&input) {
                prop_assert_eq!(KanaName::parse(name.as_str()).unwrap(), name);
            }
        }
    }
}
