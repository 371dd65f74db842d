//! The check code in the letter: a third part of the credentials, found nowhere else.

use std::fmt;

use super::text;

/// The number of characters.
pub const LENGTH: usize = 6;

/// Digits and capital letters without those that look alike in print: 0 and O, 1, I and L.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

const BASE: u32 = 31;

/// The number of different check codes: 31⁶.
pub const CODES: u32 = BASE.pow(6);

/// A code of six characters, drawn at random by the municipality for each letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CheckCode([u8; LENGTH]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckCodeError {
    #[error("the check code is missing")]
    Missing,
    #[error("a check code has six of the characters 2 to 9 and A to Z without I, L and O")]
    NotACode,
}

impl CheckCode {
    /// Parses a code as people type it, with full-width and small letters, spaces and hyphens.
    pub fn parse(input: &str) -> Result<Self, CheckCodeError> {
        let typed = text::ungroup(input).to_ascii_uppercase();
        if typed.is_empty() {
            return Err(CheckCodeError::Missing);
        }
        let code: [u8; LENGTH] =
            typed.as_bytes().try_into().map_err(|_| CheckCodeError::NotACode)?;
        if code.iter().all(|character| ALPHABET.contains(character)) {
            Ok(Self(code))
        } else {
            Err(CheckCodeError::NotACode)
        }
    }

    pub fn as_str(&self) -> &str {
        // All characters are from the alphabet, which is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Returns the code as a number below [`CODES`], to store millions of codes.
    pub fn to_index(self) -> u32 {
        let place = |character| {
            let mut places = (0..).zip(ALPHABET).filter(|(_, one)| **one == character);
            places.next().map_or(0, |(place, _)| place)
        };
        self.0.iter().fold(0, |index, character| index * BASE + place(*character))
    }

    /// Returns the code of a number; `None` from [`CODES`] on.
    pub fn from_index(index: u32) -> Option<Self> {
        if index >= CODES {
            return None;
        }
        let mut code = [0; LENGTH];
        let mut rest = index;
        for character in code.iter_mut().rev() {
            *character = ALPHABET[(rest % BASE) as usize];
            rest /= BASE;
        }
        Some(Self(code))
    }
}

/// Keeps check codes, which are part of the credentials, out of logs.
impl fmt::Debug for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["K7M3XW", "k7m3xw", "Ｋ７Ｍ３ＸＷ", " k7m-3xw ", "k7m　3xw", "ｋ７ｍ ３ｘｗ"]
        {
            assert_eq!(CheckCode::parse(typed).unwrap().as_str(), "K7M3XW", "{typed}");
        }
    }

    #[test]
    fn text_that_is_no_code_is_refused_with_its_reason() {
        use CheckCodeError::{Missing, NotACode};
        for (typed, reason) in [
            ("", Missing),
            ("　", Missing),
            ("K7M3X", NotACode),
            ("K7M3XW2", NotACode),
            ("K7M3X0", NotACode),
            ("K7M3XO", NotACode),
            ("K7M3X1", NotACode),
            ("K7M3XI", NotACode),
            ("K7M3XL", NotACode),
            ("確認コード番号", NotACode),
            ("ああ", NotACode),
        ] {
            assert_eq!(CheckCode::parse(typed), Err(reason), "{typed}");
        }
    }

    #[test]
    fn a_code_is_not_shown_by_debug() {
        assert_eq!(format!("{:?}", CheckCode::parse("K7M3XW").unwrap()), "CheckCode(…)");
    }

    #[test]
    fn there_are_as_many_codes_as_the_alphabet_allows() {
        assert_eq!(CODES, 887_503_681);
        assert_eq!(CheckCode::from_index(0).unwrap().as_str(), "222222");
        assert_eq!(CheckCode::from_index(CODES - 1).unwrap().as_str(), "ZZZZZZ");
        assert_eq!(CheckCode::from_index(CODES), None);
    }

    proptest! {
        #[test]
        fn a_code_is_the_same_from_its_index(index in 0..CODES) {
            let code = CheckCode::from_index(index).unwrap();
            prop_assert_eq!(code.to_index(), index);
            prop_assert_eq!(CheckCode::parse(code.as_str()), Ok(code));
        }

        #[test]
        fn typed_text_never_panics(input in ".{0,40}") {
            let _read = CheckCode::parse(&input);
        }
    }
}
