//! LINE's identifiers. Each is validated once, where it enters, because it is used in paths and
//! headers. Identifiers of people are never printed.

use std::{fmt, str::FromStr};

use uuid::Uuid;

/// A person (or a bot), the same in all channels of one provider: `U` and 32 hex digits (LINE API
/// reference, "Common properties" of webhooks).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UserId(String);

/// A reply token, valid for one reply within about a minute (LINE API reference, "Send reply
/// message").
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyToken(String);

/// The permanent id of an event, the same when LINE delivers it again (a ULID).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WebhookEventId(String);

/// A rich menu: `richmenu-` and letters or digits. LINE shows 32 hex digits in its examples but
/// promises none, so any that are safe in a path are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RichMenuId(String);

/// Makes a push safe to repeat for 24 hours if it is given from the first attempt on (LINE, "Retry
/// failed API requests").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RetryKey(pub Uuid);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id in LINE's format")]
pub struct NotAnId;

impl FromStr for UserId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = text.strip_prefix('U').ok_or(NotAnId)?;
        let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() == 32 && digits.bytes().all(hex) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId)
        }
    }
}

impl FromStr for ReplyToken {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        short_ascii(text).map(Self)
    }
}

impl FromStr for WebhookEventId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        short_ascii(text).map(Self)
    }
}

impl FromStr for RichMenuId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let rest = text.strip_prefix("richmenu-").ok_or(NotAnId)?;
        let known = (1..=64).contains(&rest.len());
        if known && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId)
        }
    }
}

/// Accepts short ASCII text. LINE's identifiers are far shorter, and their format may change.
fn short_ascii(text: &str) -> Result<String, NotAnId> {
    let known = (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if known { Ok(text.to_owned()) } else { Err(NotAnId) }
}

macro_rules! written {
    ($($id:ident),+) => {$(
        impl $id {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )+};
}

written!(UserId, ReplyToken, WebhookEventId, RichMenuId);

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserId(…)")
    }
}

impl fmt::Debug for ReplyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplyToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOMEONE: &str = "U8e742f61d673b39c7fff3cecb7536ef0";

    #[test]
    fn a_user_is_u_and_32_lower_case_hex_digits() {
        assert_eq!(SOMEONE.parse::<UserId>().unwrap().as_str(), SOMEONE);
        let capitals = SOMEONE.to_uppercase();
        let longer = format!("{SOMEONE}0");
        for text in [
            "",
            "U",
            &SOMEONE[1..],
            &SOMEONE[..32],
            &capitals,
            &longer,
            "C8e742f61d673b39c7fff3cecb7536ef0",
        ] {
            assert!(text.parse::<UserId>().is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_that_wanders_in_a_path_is_an_id() {
        for text in [
            "../richmenu/list?x=1",
            "richmenu-../x",
            "richmenu-a/b",
            "richmenu-a%2Fb",
            "richmenu-",
            "richmenu-あ",
        ] {
            assert!(text.parse::<RichMenuId>().is_err(), "{text}");
            assert!(text.parse::<UserId>().is_err(), "{text}");
        }
        assert!("richmenu-88c05ef6921ae53f8b58a25f3a65faf7".parse::<RichMenuId>().is_ok());
    }

    #[test]
    fn what_belongs_to_a_person_is_not_printed() {
        let token: ReplyToken = "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA".parse().unwrap();
        let user: UserId = SOMEONE.parse().unwrap();
        assert_eq!(format!("{user:?} {token:?}"), "UserId(…) ReplyToken(…)");
    }
}
