//! A Japanese telephone number, 電話番号.

use std::fmt;

use super::text;

/// A telephone number of ten or eleven digits, with leading zero, without hyphens (manual, page 7).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("the telephone number is missing")]
    Missing,
    #[error("not a Japanese telephone number")]
    Invalid,
}

impl Phone {
    /// Parses `090-0000-0000`, `(03) 1234 5678`, `+81 90…` in any width.
    pub fn parse(input: &str) -> Result<Self, PhoneError> {
        let text: String =
            text::ungroup(input).chars().filter(|c| !matches!(c, '(' | ')' | '.')).collect();
        if text.is_empty() {
            return Err(PhoneError::Missing);
        }
        let digits = match text.strip_prefix("+81") {
            Some(rest) => format!("0{}", rest.trim_start_matches('0')),
            None => text,
        };
        if is_domestic(&digits) { Ok(Self(digits)) } else { Err(PhoneError::Invalid) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_domestic(digits: &str) -> bool {
    (10..=11).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.starts_with('0')
        && !digits.starts_with("00")
}

/// Keeps telephone numbers out of logs.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        for typed in [
            "09000000000",
            "090-0000-0000",
            "０９０－００００－００００",
            "+81 90 0000 0000",
            "(090)00000000",
        ] {
            assert_eq!(Phone::parse(typed).unwrap().as_str(), "09000000000", "{typed}");
        }
        assert_eq!(Phone::parse("0467-00-0000").unwrap().as_str(), "0467000000");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(Phone::parse("－－"), Err(PhoneError::Missing));
        for typed in
            ["110", "9000000000", "0000000000", "090000000000", "09O00000000", "090💉0000000"]
        {
            assert_eq!(Phone::parse(typed), Err(PhoneError::Invalid), "{typed}");
        }
    }
}
