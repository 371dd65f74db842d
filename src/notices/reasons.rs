//! Failure reasons of notifications, as stored in the delivery log for the call centre.

use crate::{line::LineError, storage::UNREADABLE};

/// Retried later.
pub const NOT_TAKEN: &str = "LINE could not take it";
pub const MAIL_NOT_TAKEN: &str = "the mail server could not take it";
/// Disabled by the settings.
pub const NOT_PUSHED: &str = "notices of this kind are not pushed";
/// LINE has forgotten the retry key by now.
pub const NOT_KNOWN: &str = "whether it arrived is not known, and a day has passed";
pub const NOT_KNOWN_TOO_LATE: &str = "whether it arrived is not known, and the slot has begun";
pub const TOO_LATE: &str = "the slot had begun before it could be sent";
pub const CORRUPT: &str = UNREADABLE;
pub const NOT_LINKED: &str = "not linked to an account";
pub const NO_FRIEND: &str = "not a friend of the account";
pub const MAILED: &str = "it went by mail before";
pub const UNSENDABLE: &str = "the message or the address is not one LINE takes";
pub const QUOTA: &str = "the month's quota is used up";
pub const REFUSED: &str = "LINE refused it";
/// The following concern our LINE channel, not the message.
pub const TOKEN_REFUSED: &str = "LINE refused: 401, the channel access token is not valid";
pub const CHANNEL_REFUSED: &str = "LINE refused: 403, the channel may not do this";
pub const CREDENTIALS_REFUSED: &str = "LINE refused to issue a channel access token";
pub const NO_TOKEN: &str = "LINE issued no channel access token";
/// A panic in our own code.
pub const INTERRUPTED: &str = "an internal error interrupted sending it";
pub const NO_WAY: &str = "neither LINE nor an e-mail address";
pub const NO_SERVER: &str = "no mail server is set up";
pub const MAIL_REFUSED: &str = "the mail server refused it";

pub const ALL: [&str; 21] = [
    NOT_TAKEN,
    MAIL_NOT_TAKEN,
    NOT_PUSHED,
    NOT_KNOWN,
    NOT_KNOWN_TOO_LATE,
    TOO_LATE,
    CORRUPT,
    NOT_LINKED,
    NO_FRIEND,
    MAILED,
    UNSENDABLE,
    QUOTA,
    REFUSED,
    TOKEN_REFUSED,
    CHANNEL_REFUSED,
    CREDENTIALS_REFUSED,
    NO_TOKEN,
    INTERRUPTED,
    NO_WAY,
    NO_SERVER,
    MAIL_REFUSED,
];

/// Returns whether a notification that was given up for this reason may have arrived.
pub fn is_uncertain(reason: &str) -> bool {
    [NOT_KNOWN, NOT_KNOWN_TOO_LATE, INTERRUPTED].contains(&reason)
}

/// Returns the reason why LINE did not accept a message.
pub(super) fn of(error: &LineError) -> &'static str {
    match error {
        LineError::Refused { status: 401, .. } => TOKEN_REFUSED,
        LineError::Refused { .. } if error.is_about_us() => CHANNEL_REFUSED,
        LineError::CredentialsRefused { .. } => CREDENTIALS_REFUSED,
        LineError::NoToken => NO_TOKEN,
        LineError::QuotaReached => QUOTA,
        LineError::RateLimited
        | LineError::NotConnected
        | LineError::Unreachable
        | LineError::Broken { .. } => NOT_TAKEN,
        LineError::Refused { .. } | LineError::InvalidReplyToken | LineError::Unreadable => REFUSED,
    }
}

/// Returns whether LINE or our request to it caused the failure. If the person has no e-mail
/// address either, this is the reason to report, since it can be fixed.
pub(super) fn is_of_line(reason: &str) -> bool {
    [
        NOT_TAKEN,
        UNSENDABLE,
        QUOTA,
        REFUSED,
        TOKEN_REFUSED,
        CHANNEL_REFUSED,
        CREDENTIALS_REFUSED,
        NO_TOKEN,
    ]
    .contains(&reason)
}
