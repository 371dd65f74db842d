//! An e-mail address, メールアドレス.

use std::{fmt, str::FromStr};

use email_address::EmailAddress;

use super::text;

/// An address that mail can be sent to: ASCII, with a dotted domain.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmail;

impl Email {
    pub fn parse(input: &str) -> Result<Self, NotAnEmail> {
        let text = text::fold_width(input);
        if !text.is_ascii() {
            return Err(NotAnEmail);
        }
        let address = EmailAddress::from_str(&text).map_err(|_| NotAnEmail)?;
        let plain = address.display_part().is_empty() && !address.domain().starts_with('[');
        if plain && address.domain().contains('.') { Ok(Self(text)) } else { Err(NotAnEmail) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keeps e-mail addresses out of logs.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_in_any_width() {
        assert_eq!(
            Email::parse(" ｈａｎａｋｏ＠example.jp ").unwrap().as_str(),
            "hanako@example.jp"
        );
    }

    #[test]
    fn what_no_mail_reaches_is_refused() {
        for typed in [
            "",
            "hanako",
            "hanako@",
            "@example.jp",
            "hanako@localhost",
            "ha nako@example.jp",
            "花子@example.jp",
            "Hanako <hanako@example.jp>",
            "a@b.jp\r\nBcc: x@y.jp",
            "a@[10.0.0.1]",
        ] {
            assert_eq!(Email::parse(typed), Err(NotAnEmail), "{typed}");
        }
    }
}
