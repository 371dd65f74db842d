//! The data that our buttons send back when they are pressed. It is short and has a version,
//! because a button stays in the chat for ever.

use std::fmt;

use crate::vaccination::{coupon::Issuer, ids::BookingId};

/// The version of the data below. A button of another version gets a friendly answer and has no
/// effect.
const VERSION: &str = "v1";

/// The meaning of a button. What it requests is checked again whenever it is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// 「ワクチン予約・確認」: shows the bookings, or starts linking. The rich menu sends it, too.
    Start,
    /// Links one more coupon.
    Add,
    /// Shows what can be done in the chat.
    Help,
    /// 「同意する」, to the terms of this version.
    Agree { terms_version: String },
    /// The day picked as birth date, which LINE sends next to the data.
    BirthDate,
    /// 「はい」 or 「いいえ」 under the card that repeats number and birth date; `card` identifies the card,
    /// so that a 「はい」 further up in the chat confirms nothing else.
    Confirm { right: bool, card: i64 },
    /// The municipality that issued the coupon.
    Issuer(Issuer),
    /// 「やめる」.
    Stop,
    /// Asks whether to cancel this booking.
    Cancel(BookingId),
    /// 「OK」 to that question.
    CancelYes(BookingId),
    /// 「戻る」 from that question.
    Keep,
}

impl Press {
    /// Reads a postback's data; `None` for data that we never wrote or no longer write.
    pub fn read(data: &str) -> Option<Self> {
        let (version, rest) = data.split_once(':')?;
        if version != VERSION {
            return None;
        }
        let (word, detail) = match rest.split_once(':') {
            Some((word, detail)) => (word, Some(detail)),
            None => (rest, None),
        };
        match (word, detail) {
            ("start", None) => Some(Self::Start),
            ("add", None) => Some(Self::Add),
            ("help", None) => Some(Self::Help),
            ("agree", Some(version)) => Some(Self::Agree { terms_version: version.to_owned() }),
            ("birth", None) => Some(Self::BirthDate),
            ("confirm", Some(detail)) => confirm(detail),
            ("issuer", Some(code)) => Issuer::parse(code).ok().map(Self::Issuer),
            ("stop", None) => Some(Self::Stop),
            ("cancel", Some(id)) => id.parse().ok().map(Self::Cancel),
            ("cancel-yes", Some(id)) => id.parse().ok().map(Self::CancelYes),
            ("keep", None) => Some(Self::Keep),
            _ => None,
        }
    }
}

/// Writes the data of a button. LINE accepts at most 300 UTF-16 units (Messaging API reference,
/// "Postback action").
impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}:")?;
        match self {
            Self::Start => f.write_str("start"),
            Self::Add => f.write_str("add"),
            Self::Help => f.write_str("help"),
            Self::Agree { terms_version } => write!(f, "agree:{terms_version}"),
            Self::BirthDate => f.write_str("birth"),
            Self::Confirm { right: true, card } => write!(f, "confirm:yes:{card}"),
            Self::Confirm { right: false, card } => write!(f, "confirm:no:{card}"),
            Self::Issuer(issuer) => write!(f, "issuer:{}", issuer.as_str()),
            Self::Stop => f.write_str("stop"),
            Self::Cancel(booking) => write!(f, "cancel:{booking}"),
            Self::CancelYes(booking) => write!(f, "cancel-yes:{booking}"),
            Self::Keep => f.write_str("keep"),
        }
    }
}

fn confirm(detail: &str) -> Option<Press> {
    let (answer, card) = detail.split_once(':')?;
    let right = match answer {
        "yes" => true,
        "no" => false,
        _ => return None,
    };
    let card = card.parse().ok()?;
    Some(Press::Confirm { right, card })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_button_is_read_as_it_was_written() {
        for (press, data) in [
            (Press::Start, "v1:start"),
            (Press::Add, "v1:add"),
            (Press::Help, "v1:help"),
            (Press::Agree { terms_version: "2026-11:b".to_owned() }, "v1:agree:2026-11:b"),
            (Press::BirthDate, "v1:birth"),
            (
                Press::Confirm { right: true, card: 1_796_000_000_123 },
                "v1:confirm:yes:1796000000123",
            ),
            (Press::Confirm { right: false, card: 7 }, "v1:confirm:no:7"),
            (Press::Stop, "v1:stop"),
            (Press::Cancel(BookingId(42)), "v1:cancel:42"),
            (Press::CancelYes(BookingId(42)), "v1:cancel-yes:42"),
            (Press::Keep, "v1:keep"),
        ] {
            assert_eq!(press.to_string(), data);
            assert_eq!(Press::read(data), Some(press));
        }
    }

    #[test]
    fn what_we_never_wrote_means_nothing() {
        for data in [
            "",
            "start",
            "v0:start",
            "v2:start",
            "v1:",
            "v1:start:now",
            "v1:agree",
            "v1:cancel",
            "v1:cancel:",
            "v1:cancel:x",
            "v1:cancel:99999999999999999999",
            "v1:confirm:yes",
            "v1:confirm:maybe:1",
            "v1:confirm:yes:1:2",
            "{\"action\":\"buy\"}",
        ] {
            assert_eq!(Press::read(data), None, "{data}");
        }
    }

    proptest! {
        #[test]
        fn no_data_panics(data in "(v1:)?(cancel|confirm|agree|.{0,9})?:?.{0,20}") {
            let _ = Press::read(&data);
        }
    }
}
