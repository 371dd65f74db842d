//! Why a notice did not go, as it is kept on its record for the call centre.

/// Put off, for one more attempt.
pub const NOT_TAKEN: &str = "LINE could not take it";
pub const MAIL_NOT_TAKEN: &str = "the mail server could not take it";
/// By the settings.
pub const NOT_PUSHED: &str = "notices of this kind are not pushed";
/// LINE has forgotten the retry key by now.
pub const NOT_KNOWN: &str = "whether it arrived is not known, and a day has passed";
pub const TOO_LATE: &str = "the slot had begun before it could be sent";
pub const CORRUPT: &str = "a record of this person cannot be read";
pub const NOT_LINKED: &str = "not linked to an account";
pub const NO_FRIEND: &str = "not a friend of the account";
pub const MAILED: &str = "it went by mail before";
pub const UNSENDABLE: &str = "the message or the address is not one LINE takes";
pub const QUOTA: &str = "the month's quota is used up";
pub const REFUSED: &str = "LINE refused it";
pub const NO_WAY: &str = "neither LINE nor an e-mail address";
pub const NO_SERVER: &str = "no mail server is set up";
pub const MAIL_REFUSED: &str = "the mail server refused it";

pub const ALL: [&str; 15] = [
    NOT_TAKEN,
    MAIL_NOT_TAKEN,
    NOT_PUSHED,
    NOT_KNOWN,
    TOO_LATE,
    CORRUPT,
    NOT_LINKED,
    NO_FRIEND,
    MAILED,
    UNSENDABLE,
    QUOTA,
    REFUSED,
    NO_WAY,
    NO_SERVER,
    MAIL_REFUSED,
];
