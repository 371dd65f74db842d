//! Identifiers in LINE's formats. Their randomness comes from the operating system, the time in a
//! ULID from the simulator's clock.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use rand::Rng;
use ulid::Ulid;
use uuid::Uuid;

/// Creates a user ID: `U` and 32 hex digits.
pub(crate) fn user_id() -> String {
    format!("U{}", hex())
}

/// Returns whether `text` has the shape of a user ID (R/messaging-api/#common-properties).
pub(crate) fn is_user_id(text: &str) -> bool {
    text.strip_prefix('U').is_some_and(|digits| {
        digits.len() == 32
            && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

/// Creates a group ID: `C` and 32 hex digits.
pub(crate) fn group_id() -> String {
    format!("C{}", hex())
}

pub(crate) fn rich_menu_id() -> String {
    format!("richmenu-{}", hex())
}

pub(crate) fn reply_token() -> String {
    hex()
}

/// Creates a message ID: a long decimal number.
pub(crate) fn message_id() -> String {
    (500_000_000_000_000_000 + rand::rng().random_range(0..100_000_000_000_000_000_u64)).to_string()
}

/// Creates an event ID: a ULID with the time of the event.
pub(crate) fn webhook_event_id(at: DateTime<Utc>) -> String {
    let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    Ulid::from_parts(milliseconds, rand::rng().random()).to_string()
}

/// Creates the ID of a registered public key, as LINE's console shows it.
pub(crate) fn key_id() -> String {
    Uuid::new_v4().to_string()
}

/// Creates a value of `x-line-request-id`.
pub(crate) fn request_id() -> String {
    Uuid::new_v4().to_string()
}

/// Creates a token that cannot be guessed and carries no information.
pub(crate) fn opaque_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 32]>())
}

fn hex() -> String {
    format!("{:032x}", rand::rng().random::<u128>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_user_id_has_lines_format() {
        assert!(is_user_id(&user_id()));
        assert!(!is_user_id("U1234"));
        assert!(!is_user_id(&user_id().to_uppercase()));
    }

    #[test]
    fn webhook_event_id_contains_the_time_of_its_event() {
        let at: DateTime<Utc> = "2026-11-22T09:00:00.123Z".parse().unwrap();
        let id: Ulid = webhook_event_id(at).parse().unwrap();
        assert_eq!(i64::try_from(id.timestamp_ms()).unwrap(), at.timestamp_millis());
    }
}
